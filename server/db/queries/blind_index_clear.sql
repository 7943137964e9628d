delete from phi.blind_index b where b.patient = $1;
