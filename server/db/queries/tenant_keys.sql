-- Before there is a session, as custos_auth: the wrapped keys of a practice. $1 practice
select k.purpose, k.version, k.wrapped from phi.tenant_key k where k.tenant = $1 order by k.purpose, k.version;
