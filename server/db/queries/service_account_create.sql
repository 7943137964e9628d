-- $1 id, $2 name, $3 permissions, $4 requests a minute, $5 until when, $6 hash of the key
select auth.create_service_account($1, $2, $3, $4::int8::int4, $5, $6)
