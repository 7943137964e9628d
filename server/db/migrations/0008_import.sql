-- What the import of past visits needs beyond the first model (docs/import.md).

-- For whom past visits were made; not practices of this server.
create table practice.organization (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    primary key (tenant, id)
);
alter table practice.organization enable row level security;
alter table practice.organization force row level security;
create policy definers on practice.organization for all to custos_context using (true) with check (true);
create policy services on practice.organization for all to custos_operations
    using (tenant = (select auth.tenant())) with check (tenant = (select auth.tenant()));
create policy own on practice.organization for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('schedule.read')));
grant select on practice.organization to custos_api;
grant select, insert, update, delete on practice.organization to custos_operations;

alter table practice.location add column organization uuid;
alter table practice.location add foreign key (tenant, organization) references practice.organization (tenant, id);

-- Keyed hash of what was last taken. A record that has not changed at its source is left alone, whatever was corrected
-- here since.
alter table practice.import_source add column fingerprint bytea not null check (length(fingerprint) = 32);
