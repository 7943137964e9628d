-- Processes that open fields need the wrapped keys of a practice before there is a session. They get a login that reads
-- those, and which practices there are, and nothing else: so none of them has to hold sign-in's.
grant usage on schema phi, practice to custos_keys;
create policy wrapped on phi.tenant_key for select to custos_keys using (true);
create policy named on practice.practice for select to custos_keys using (true);
grant select on phi.tenant_key to custos_keys;
grant select (id, code) on practice.practice to custos_keys;
