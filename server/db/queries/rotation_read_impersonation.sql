-- Secrets under a key older than $1, $2 at most.
select r.id as row, r.reason_sealed as secret from access.impersonation r
where r.tenant = (select auth.tenant()) and r.key_version < $1
limit $2
for no key update skip locked
