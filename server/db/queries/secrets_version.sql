-- Which version of the practice's key for secrets is the newest. With what was sealed by it, in one transaction: whoever meets
-- a version that they do not know learns whether there is one.
select coalesce(max(k.version), 0) as version from phi.tenant_key k where k.tenant = (select auth.tenant()) and k.purpose = 3;
