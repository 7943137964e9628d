-- Who holds which right, decided in one place and said with its grounds (docs/access.md, "Rights").

-- One row for each permission that there is. `granted`: by role or override, whatever is switched off today. `because`: the
-- ground that settles it; the others stand beside it. Deny wins over every role and every grant.
create function auth.decide(account_id uuid)
returns table (permission text, holds boolean, because text, granted boolean, roles text[], override text,
               switched_off text[])
language sql stable
begin atomic
    select x.permission, x.because in ('role', 'granted'), x.because, x.granted, coalesce(x.roles, '{}'), x.effect,
           coalesce(x.features, '{}')
    from (select y.permission, y.granted, y.roles, y.effect, y.features,
                 case when y.disabled_at is not null then 'disabled'
                      when y.effect = 'deny' then 'denied'
                      when not y.granted then 'not_given'
                      when y.features is not null then 'switched_off'
                      when y.roles is not null then 'role'
                      else 'granted' end as because
          from (select p.code as permission, coalesce(o.effect = 'grant', g.roles is not null) as granted, g.roles,
                       o.effect, f.features, a.disabled_at
                from auth.account a
                cross join auth.permission p
                left join (select rp.permission, array_agg(r.role order by r.role) as roles
                           from auth.account_role r join auth.role_permission rp on rp.role = r.role
                           where r.tenant = (select s.tenant from auth.account s where s.id = account_id)
                             and r.account = account_id
                           group by rp.permission) g on g.permission = p.code
                left join auth.account_override o
                    on o.tenant = a.tenant and o.account = a.id and o.permission = p.code
                left join (select fp.permission, array_agg(f.flag order by f.flag) as features
                           from auth.feature_flag f join auth.feature_permission fp on fp.feature = f.flag
                           where f.tenant = (select s.tenant from auth.account s where s.id = account_id) and not f.enabled
                           group by fp.permission) f on f.permission = p.code
                where a.id = account_id) y) x;
end;

-- Every request asks for these: PL/pgSQL keeps the plan, a function of SQL with a `set` is planned at each call
-- (docs/decisions/0140).
create function auth.roles_of(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select coalesce(array_agg(r.role order by r.role), '{}') from auth.account_role r
            where r.account = account_id);
end $$;

create function auth.permissions_of(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return array(select d.permission from auth.decide(account_id) d where d.holds order by d.permission);
end $$;

-- What somebody was given by roles and overrides, whatever is switched off today.
create function auth.granted_to(account_id uuid) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return array(select d.permission from auth.decide(account_id) d where d.granted order by d.permission);
end $$;

grant select on auth.account, auth.account_role, auth.account_override, auth.feature_flag, auth.role_permission, auth.feature,
    auth.feature_permission, auth.role, auth.permission to custos_context;
grant select on auth.feature_flag, auth.role_permission, auth.feature_permission, auth.permission to custos_auth;
grant execute on function auth.decide(uuid), auth.roles_of(uuid), auth.permissions_of(uuid), auth.granted_to(uuid)
    to custos_context, custos_auth;
