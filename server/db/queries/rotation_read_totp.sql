-- Secrets under a key older than $1, $2 at most.
select r.account as row, r.sealed_seed as secret from auth.totp r
where r.tenant = (select auth.tenant()) and r.key_version < $1
limit $2
for no key update skip locked
