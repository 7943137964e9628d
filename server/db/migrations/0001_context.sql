-- Who asks: the live session as the database context. Policies believe nothing else (docs/database.md).
create schema context;
create schema auth;
create schema practice;
create schema phi;
create schema audit;
alter default privileges revoke execute on functions from public;

create table context.key (
    singleton boolean primary key default true check (singleton),
    key bytea not null check (length(key) = 32)
);
insert into context.key (key) values (extensions.gen_random_bytes(32));

-- What a signed context says. `columns` are the providers whose day is the person's own business: themselves,
-- those whom they assist, and those whom they cover. `service` is empty for people.
create type context.claims as (
    tenant uuid,
    account uuid,
    session uuid,
    provider uuid,
    columns uuid[],
    permissions text[],
    service text,
    fresh_until bigint, -- microseconds since the epoch: a time written as text would mean another day under another DateStyle
    impersonator uuid   -- who acts, where that is not the account
);

-- Bound to this transaction of this server process: a context that was seen elsewhere is worth nothing. This, and what
-- policies ask below but for `auth.columns`, are plain expressions without a `set` of their own, so that the planner puts them in place of the call
-- (docs/decisions/0140); their bodies were resolved when they were made, and no search_path changes them.
create function context.binding() returns bytea
language sql stable
begin atomic
    select int4send(pg_backend_pid()) || timestamptz_send(pg_postmaster_start_time())
           || timestamptz_send(transaction_timestamp());
end;

create function context.mac(payload text, key bytea) returns text
language sql stable
begin atomic
    select encode(extensions.hmac(context.binding() || convert_to(payload, 'UTF8'), key, 'sha256'), 'hex');
end;

create function context.seal(claims context.claims) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return context.mac(claims::text, (select k.key from context.key k)) || claims::text;
end $$;

-- The claims of this transaction, or null: no context, and a forged one, are the same.
create function context.claims() returns context.claims
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    sealed text := current_setting('custos.context', true);
    payload text := substr(sealed, 65);
begin
    if left(sealed, 64) = context.mac(payload, (select k.key from context.key k)) then
        return payload::context.claims;
    end if;
    return null;
end $$;

create function context.install(claims context.claims) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('custos.context', context.seal(claims), true);
end $$;

-- What policies ask. Always as `(select auth.tenant())`, so that it is computed once a statement.
create function auth.tenant() returns uuid
language sql stable
begin atomic
    select (context.claims()).tenant;
end;

create function auth.account() returns uuid
language sql stable
begin atomic
    select (context.claims()).account;
end;

create function auth.session() returns uuid
language sql stable
begin atomic
    select (context.claims()).session;
end;

create function auth.impersonator() returns uuid
language sql stable
begin atomic
    select (context.claims()).impersonator;
end;

create function auth.provider() returns uuid
language sql stable
begin atomic
    select (context.claims()).provider;
end;

create function auth.has(permission text) returns boolean
language sql stable
begin atomic
    select coalesce(permission = any ((context.claims()).permissions), false);
end;

create function auth.service() returns text
language sql stable
begin atomic
    select (context.claims()).service;
end;

-- Null for those who see every column.
create function auth.columns() returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    c context.claims := context.claims();
begin
    if c.tenant is null then
        return '{}';
    end if;
    if 'schedule.read.all' = any (c.permissions) or c.service <> '' then
        return null;
    end if;
    return c.columns;
end $$;

-- Raises unless the context has the permission; for functions that act beyond the caller's own rows.
create function auth.demand(permission text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if auth.tenant() is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    if not auth.has(permission) then
        raise exception 'not permitted' using errcode = 'CU403';
    end if;
end $$;

grant create, usage on schema context to custos_context;
alter function context.seal(context.claims) owner to custos_context;
alter function context.claims() owner to custos_context;
alter function context.install(context.claims) owner to custos_context;
revoke create on schema context from custos_context;
grant select on context.key to custos_context;
grant execute on function context.binding(), context.mac(text, bytea), context.seal(context.claims),
    context.install(context.claims), auth.impersonator() to custos_context;
grant usage on schema context, auth to custos_api, custos_operations, custos_context;
grant usage on schema practice, phi to custos_api, custos_operations, custos_context;
grant usage on schema auth to custos_auth;
grant usage on schema practice to custos_auth;
grant execute on function context.claims(), auth.tenant(), auth.account(), auth.session(), auth.provider(),
    auth.has(text), auth.service(), auth.columns(), auth.demand(text)
    to custos_api, custos_operations, custos_context, custos_owner;
