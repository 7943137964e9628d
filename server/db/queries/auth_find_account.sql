-- One row whatever was typed: a name that nobody has gives the practice (the platform's own for an unknown code)
-- and no account. Only somebody who can sign in counts: enabled, with password and TOTP.
-- $1 practice code, $2 username
select p.id as tenant, a.id as account, coalesce(w.password_hash, '') as password_hash,
       case when a.id is null then '{}' else auth.roles_of(a.id) end as roles,
       a.id is not null and auth.one_factor_suffices(p.id, a.id) as one_factor,
       y.lockout_failures, y.lockout_seconds, y.password_scheme
from practice.practice p cross join lateral auth.policy_of(p.id) y
left join (auth.account a
           join auth.password w on w.tenant = a.tenant and w.account = a.id
           join auth.totp t on t.tenant = a.tenant and t.account = a.id)
    on p.code = $1 and a.tenant = p.id and a.username = $2 and a.disabled_at is null
where p.code in ($1, 'platform')
order by (p.code = $1) desc
limit 1
