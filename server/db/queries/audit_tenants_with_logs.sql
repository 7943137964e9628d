select h.tenant from audit.heads h order by h.tenant;
