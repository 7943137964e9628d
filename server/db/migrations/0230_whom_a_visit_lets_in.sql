-- Until when a visit opens its patient's chart to its provider: decided when the visit is written, and kept with it in
-- `opens_until` (docs/decisions/0013), so that who assists or covers afterwards makes no old booking count.

-- Whether those would let themselves in: the provider, or somebody who has that provider's column, by assisting or by covering
-- in this session, and sees no more than panels. If that counted, anybody could open any chart by booking it.
create function practice.is_own_booking(tenant_id uuid, booker uuid, provider_id uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select exists (select from auth.account a
                   where a.tenant = tenant_id and a.id = booker and a.provider = provider_id)
        or ((exists (select from auth.assistance s
                     where s.tenant = tenant_id and s.account = booker and s.provider = provider_id)
             or coalesce(booker = auth.account() and provider_id = any ((context.claims()).columns), false))
            and not 'patient.read.all' = any (auth.permissions_of(booker)));
end;

-- A booking opens the chart until 90 days after it, unless it is one's own. A change by those whom it would let in never opens
-- it, or keeps it open, for longer than it was before; one by somebody else does, but does not make an own booking count,
-- unless it hands the visit to another provider.
create function practice.decide_opening() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor uuid := case tg_op when 'INSERT' then new.booked_by else auth.account() end;
    own boolean := actor is not null and practice.is_own_booking(new.tenant, actor, new.provider);
    granted timestamptz := new.ends + interval '90 days';
begin
    if tg_op = 'INSERT' then
        new.opens_until := case when not own then granted end;
        return new;
    end if;
    if actor is not null and new.cancelled_by is distinct from old.cancelled_by and new.cancelled_by <> actor then
        raise exception 'in another''s name' using errcode = '42501';
    end if;
    if (new.provider, new.patient, new.ends, new.status) is not distinct from
       (old.provider, old.patient, old.ends, old.status) then
        new.opens_until := old.opens_until;
    elsif not own then
        new.opens_until := case when new.provider <> old.provider or old.opens_until is not null then granted end;
    else
        new.opens_until := null;
        select least(old.opens_until, granted, p.until) into new.opens_until from practice.panel p
        where p.tenant = new.tenant and p.provider = new.provider and p.patient = new.patient
          and old.opens_until is not null;
    end if;
    return new;
end $$;

-- The panel is what the visits say at this moment: one that is cancelled, or goes to a colleague, takes back what it granted.
create function practice.grant_panel() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    touched record;
    opened_until timestamptz;
begin
    for touched in
        select x.tenant, x.provider, x.patient
        from (select new.tenant, new.provider, new.patient where tg_op <> 'DELETE'
              union select old.tenant, old.provider, old.patient where tg_op <> 'INSERT') x
        where x.patient is not null
    loop
        select max(a.opens_until) into opened_until from practice.appointment a
        where a.tenant = touched.tenant and a.patient = touched.patient and a.provider = touched.provider
          and a.status <> 'cancelled';
        if opened_until is null then
            delete from practice.panel p
            where p.tenant = touched.tenant and p.provider = touched.provider and p.patient = touched.patient;
        else
            insert into practice.panel (tenant, provider, patient, until)
            values (touched.tenant, touched.provider, touched.patient, opened_until)
            on conflict (tenant, provider, patient) do update set until = excluded.until;
        end if;
    end loop;
    return null;
end $$;

create trigger decide_opening before insert or update on practice.appointment
    for each row execute function practice.decide_opening();
create trigger grant_panel after insert or delete or update of status, provider, patient, ends, booked_by
    on practice.appointment for each row execute function practice.grant_panel();

grant create on schema practice to custos_context;
alter function practice.decide_opening() owner to custos_context;
alter function practice.grant_panel() owner to custos_context;
revoke create on schema practice from custos_context;
grant select, insert, update, delete on practice.panel to custos_context;
grant execute on function practice.is_own_booking(uuid, uuid, uuid) to custos_context;
