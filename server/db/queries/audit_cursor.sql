select s.epoch, s.xid, s.id, c.epoch as current_epoch
from audit.sequencer s, audit.cluster c;
