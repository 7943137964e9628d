-- $1 failures, $2 minutes, $3 scheme, $4 of whom a second factor is required
select auth.change_sign_in_policy($1::int8::int4, $2::int8::int4, $3, $4)
