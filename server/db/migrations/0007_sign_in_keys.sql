-- TOTP seeds and cache shares are sealed by the practice's key for secrets, which sign-in needs before there is a context.
grant usage on schema phi to custos_auth;
