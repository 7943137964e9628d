-- Seeing what somebody else sees (docs/access.md, "View as"; docs/decisions/0200).

-- Whose columns somebody has today: what a view shows of them is what they would have.
create function auth.columns_of(account_id uuid) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select (auth.claims_of(a.tenant, a.id)).columns from auth.account a where a.id = account_id);
end $$;

-- From here on this transaction sees what `subject` would, of what the viewer sees themselves; and writes nothing. The claims
-- hold reading permissions that both have, so that they are worth no more to whoever keeps them than the viewer's own, within
-- this transaction and without its being read-only. Account and session stay the viewer's: nobody acts in another's name.
-- False when the subject would see something that the viewer may not, and that is left out.
create function auth.enter_as(subject uuid, out complete boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    everyone constant text[] := array['schedule.read.all', 'patient.read.all'];
    viewer context.claims := context.claims();
    claims context.claims;
    theirs text[];
    columns uuid[];
begin
    perform auth.demand('access.view_as');
    perform auth.demand_person(subject);
    theirs := array(select unnest(auth.permissions_of(subject))
                    intersect select unnest(everyone || array['schedule.read', 'patient.read']));
    columns := auth.columns_of(subject);
    claims.tenant := viewer.tenant;
    claims.account := viewer.account;
    claims.session := viewer.session;
    claims.service := '';
    claims.permissions := array(select unnest(theirs) intersect select unnest(viewer.permissions));
    claims.columns := case when viewer.permissions @> everyone then columns
                           when theirs @> everyone then viewer.columns
                           -- whoever sees every column and not every patient sees no panel at all
                           when 'schedule.read.all' = any (theirs || viewer.permissions) then '{}'
                           else array(select unnest(columns) intersect select unnest(viewer.columns)) end;
    complete := theirs <@ viewer.permissions
                and ('schedule.read.all' = any (theirs) or columns <@ claims.columns);
    -- cannot be taken back before the transaction ends
    perform set_config('transaction_read_only', 'on', true);
    perform context.install(claims);
end $$;

insert into auth.permission (code) values ('access.view_as');
insert into auth.role_permission (role, permission) values ('owner', 'access.view_as'), ('manager', 'access.view_as');

grant create on schema auth to custos_context;
alter function auth.enter_as(uuid) owner to custos_context;
revoke create on schema auth from custos_context;
grant execute on function auth.columns_of(uuid) to custos_context;
grant execute on function auth.enter_as(uuid) to custos_api;
