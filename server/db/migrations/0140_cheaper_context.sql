-- The same context, cheaper to ask: every policy does, several times a statement (docs/decisions/0140).

-- What varies only with the transaction, in fixed lengths. It and what policies ask below are plain expressions without a
-- `set` of their own, so that the planner puts them in place of the call; their bodies were resolved when they were made,
-- and no search_path changes them.
drop function context.binding();
create function context.binding() returns bytea
language sql stable
begin atomic
    select int4send(pg_backend_pid()) || timestamptz_send(pg_postmaster_start_time())
           || timestamptz_send(transaction_timestamp());
end;
grant execute on function context.binding() to custos_context;

create function context.mac(payload text, key bytea) returns text
language sql stable
begin atomic
    select encode(extensions.hmac(context.binding() || convert_to(payload, 'UTF8'), key, 'sha256'), 'hex');
end;
grant execute on function context.mac(text, bytea) to custos_context;

create or replace function context.seal(claims context.claims) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return context.mac(claims::text, (select k.key from context.key k)) || claims::text;
end $$;

create or replace function context.claims() returns context.claims
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    sealed text := current_setting('custos.context', true);
    payload text := substr(sealed, 65);
begin
    -- nothing set, or another's, or forged: all the same
    if left(sealed, 64) = context.mac(payload, (select k.key from context.key k)) then
        return payload::context.claims;
    end if;
    return null;
end $$;

create or replace function auth.tenant() returns uuid
language sql stable
begin atomic
    select (context.claims()).tenant;
end;

create or replace function auth.account() returns uuid
language sql stable
begin atomic
    select (context.claims()).account;
end;

create or replace function auth.session() returns uuid
language sql stable
begin atomic
    select (context.claims()).session;
end;

create or replace function auth.provider() returns uuid
language sql stable
begin atomic
    select (context.claims()).provider;
end;

create or replace function auth.has(permission text) returns boolean
language sql stable
begin atomic
    select coalesce(permission = any ((context.claims()).permissions), false);
end;

create or replace function auth.service() returns text
language sql stable
begin atomic
    select (context.claims()).service;
end;

-- A day of one location, whatever else the practice has.
create index appointment_of_location on practice.appointment (tenant, location, starts);
drop index practice.appointment_of_day;
create index hold_of_location on practice.hold (tenant, location, starts);
