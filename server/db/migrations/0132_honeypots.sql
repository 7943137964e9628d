-- Bait (docs/encryption.md, "Honeypot patients"). What they are, only the service `detection` may read (0240); how many a
-- practice wants and whom they have caught, nobody else either.
create table phi.honeypot_wish (
    tenant uuid primary key references practice.practice (id),
    wanted integer not null check (wanted between 0 and 50),
    lasts interval not null default '30 days' check (lasts between '1 hour' and '1 year')
);
create table phi.honeypot_catch (
    tenant uuid not null,
    patient uuid not null,
    account uuid not null,
    at timestamptz not null,
    primary key (tenant, patient, account, at)
);
do $$
declare
    t regclass;
begin
    foreach t in array array['phi.honeypot_wish', 'phi.honeypot_catch']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        execute format('create policy detection on %s for all to custos_operations '
                       'using (tenant = (select auth.tenant()) and (select auth.service()) = ''detection'') '
                       'with check (tenant = (select auth.tenant()) and (select auth.service()) = ''detection'')', t);
        execute format('grant select, insert, update, delete on %s to custos_operations', t);
    end loop;
end $$;
