-- The last thing in a change about a patient whom a break-glass shows (docs/access.md, "Break-glass"): what waited until its
-- time was over is not committed. Asked as whoever asks, so that it is the policies of patients that say; a patient who is in
-- the panel too is seen without it.
create function access.demand_in_sight(patients uuid[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select unnest(patients) except select p.id from practice.patient p where p.id = any (patients)) then
        raise exception 'not in sight any more' using errcode = 'CU404';
    end if;
end $$;

grant execute on function access.demand_in_sight(uuid[]) to custos_api;
