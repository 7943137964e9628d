-- Which version of the practice's index key is the newest. After a search, in its transaction: whoever has searched without it
-- may have missed those whose tokens are under it already.
select coalesce(max(k.version), 0) as version from phi.tenant_key k where k.tenant = (select auth.tenant()) and k.purpose = 2;
