-- Rotation (docs/encryption.md): every ciphertext names its key's version in bytes 2 to 5, and the database keeps three
-- promises about them. A key that something is under cannot be taken away; a new patient's key is under the practice's
-- newest; a field is under its patient's present key, whoever writes it and however long they took.

create function phi.key_version(sealed bytea) returns bigint
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
    select case when length(sealed) >= 33 and get_byte(sealed, 0) = 1
                then get_byte(sealed, 1)::bigint * 16777216 + get_byte(sealed, 2) * 65536 + get_byte(sealed, 3) * 256
                     + get_byte(sealed, 4)
                else 0 end;
end;
grant execute on function phi.key_version(bytea) to custos_auth, custos_api, custos_operations, custos_context, custos_owner;

-- Purposes: 1 fields, 3 secrets (server/phi/tenant_keys.h).
alter table phi.patient_key
    add column purpose smallint not null generated always as (1) stored,
    add column key_version bigint not null generated always as (phi.key_version(wrapped)) stored,
    add constraint patient_key_in_use foreign key (tenant, purpose, key_version)
        references phi.tenant_key (tenant, purpose, version);
create index patient_key_by_version on phi.patient_key (tenant, key_version);

alter table auth.totp
    add column purpose smallint not null generated always as (3) stored,
    add column key_version bigint not null generated always as (phi.key_version(sealed_seed)) stored;
alter table auth.invitation
    add column purpose smallint not null generated always as (3) stored,
    add column key_version bigint not null generated always as (phi.key_version(sealed_seed)) stored;
alter table auth.cache_share
    add column purpose smallint not null generated always as (3) stored,
    add column key_version bigint not null generated always as (phi.key_version(sealed)) stored;
alter table auth.totp add constraint totp_key_in_use foreign key (tenant, purpose, key_version)
    references phi.tenant_key (tenant, purpose, version);
alter table auth.invitation add constraint invitation_key_in_use foreign key (tenant, purpose, key_version)
    references phi.tenant_key (tenant, purpose, version);
alter table auth.cache_share add constraint cache_share_key_in_use foreign key (tenant, purpose, key_version)
    references phi.tenant_key (tenant, purpose, version);

-- CU410: what was sealed is under a key that has been replaced meanwhile. The writer reads the keys again and repeats.
create function phi.demand_newest_key() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if phi.key_version(new.wrapped) is distinct from
       (select max(k.version) from phi.tenant_key k where k.tenant = new.tenant and k.purpose = 1) then
        raise exception 'the key has been replaced' using errcode = 'CU410';
    end if;
    return new;
end $$;
create trigger demand_newest_key before insert or update on phi.patient_key
    for each row execute function phi.demand_newest_key();

-- The lock lasts until the writer's end: a rotation waits for it, or comes back to this patient later; whoever comes after
-- the rotation sees the new key. What is no ciphertext of ours is not looked at.
create function phi.demand_present_key(tenant_id uuid, patient_id uuid, sealed bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    present bigint;
    field bytea;
begin
    select k.key_version into present from phi.patient_key k
    where k.tenant = tenant_id and k.patient = patient_id for share;
    foreach field in array sealed loop
        if phi.key_version(field) not in (0, present) or (present is null and phi.key_version(field) <> 0) then
            raise exception 'the key has been replaced' using errcode = 'CU410';
        end if;
    end loop;
end $$;

create function phi.check_patient() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform phi.demand_present_key(new.tenant, new.id, array[
        new.given_sealed, new.family_sealed, new.birth_date_sealed, new.phone_sealed, new.email_sealed, new.address_sealed,
        new.interpreter_sealed, new.access_needs_sealed, new.note_sealed]);
    return new;
end $$;
-- at registration the key follows the patient, in the same transaction
create trigger check_key before update of given_sealed, family_sealed, birth_date_sealed, phone_sealed, email_sealed,
    address_sealed, interpreter_sealed, access_needs_sealed, note_sealed on practice.patient
    for each row execute function phi.check_patient();

create function phi.check_related_person() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform phi.demand_present_key(new.tenant, new.patient, array[
        new.name_sealed, new.birth_date_sealed, new.phone_sealed, new.email_sealed, new.address_sealed, new.notes_sealed]);
    return new;
end $$;
create trigger check_key before insert or update on practice.related_person
    for each row execute function phi.check_related_person();

create function phi.check_coverage() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform phi.demand_present_key(new.tenant, new.patient, array[
        new.payer_sealed, new.plan_sealed, new.member_id_sealed, new.benefits_sealed]);
    return new;
end $$;
create trigger check_key before insert or update on practice.coverage
    for each row execute function phi.check_coverage();

create function phi.check_waitlist() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform phi.demand_present_key(new.tenant, new.patient, array[new.wish_sealed]);
    return new;
end $$;
create trigger check_key before insert or update on practice.waitlist
    for each row execute function phi.check_waitlist();

create function phi.check_appointment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform phi.demand_present_key(new.tenant, new.patient, array[
        new.visit_sealed, new.note_sealed, new.cancellation_reason_sealed]);
    return new;
end $$;
create trigger check_key_of_new before insert on practice.appointment
    for each row when (new.patient is not null) execute function phi.check_appointment();
create trigger check_key before update of patient, visit_sealed, note_sealed, cancellation_reason_sealed
    on practice.appointment for each row when (new.patient is not null) execute function phi.check_appointment();

grant create on schema phi to custos_context;
alter function phi.demand_newest_key() owner to custos_context;
alter function phi.demand_present_key(uuid, uuid, bytea[]) owner to custos_context;
alter function phi.check_patient() owner to custos_context;
alter function phi.check_related_person() owner to custos_context;
alter function phi.check_coverage() owner to custos_context;
alter function phi.check_waitlist() owner to custos_context;
alter function phi.check_appointment() owner to custos_context;
revoke create on schema phi from custos_context;
grant select on phi.tenant_key, phi.patient_key to custos_context;
grant update on phi.patient_key to custos_context; -- what FOR SHARE asks for; no function of the role's changes a row
grant usage on schema phi to custos_owner;

-- Secrets are sealed again by the service that rotates.
grant select, update on auth.invitation, auth.cache_share to custos_operations;
