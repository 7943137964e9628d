-- Who sees and writes which rows and columns of practices, people and patients. Tables of a topic of its own (the audit log,
-- incidents, break-glass, ...) have their policies there.

-- Row-level security, forced, on every table that has a tenant; the catalogue test fails on one without.
do $$
declare
    t record;
begin
    for t in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('auth', 'practice', 'phi') and c.relkind in ('r', 'p')
               and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant'
                                                        and not a.attisdropped) loop
        execute format('alter table %s enable row level security', t.name);
        execute format('alter table %s force row level security', t.name);
    end loop;
end $$;

-- By role, and for no table that the role has no grant on: nobody could use such a policy, and the day somebody is granted
-- something it would let everything through. The suite (tests/server/matrix) fails on one without the other.
do $$
declare
    t text;
begin
    -- definers' functions name the practice themselves: the context role has no context of its own to ask
    foreach t in array array['auth.account', 'auth.account_override', 'auth.account_role', 'auth.assistance',
            'auth.cache_share', 'auth.challenge', 'auth.feature_flag', 'auth.invitation', 'auth.recovery_code',
            'auth.session', 'auth.totp',
            'practice.appointment', 'practice.covering', 'practice.hold', 'practice.holiday', 'practice.location',
            'practice.panel', 'practice.provider', 'practice.room', 'practice.template_hours',
            'phi.blind_index', 'phi.patient_key', 'phi.tenant_key'] loop
        execute format('create policy definers on %s for all to custos_context using (true) with check (true)', t);
    end loop;
    -- a service works inside the one practice that it has entered
    foreach t in array array['auth.account', 'auth.account_override', 'auth.account_role', 'auth.assistance',
            'auth.cache_share', 'auth.device', 'auth.feature_flag', 'auth.invitation', 'auth.password', 'auth.totp',
            'practice.appointment', 'practice.appointment_type', 'practice.coverage', 'practice.covering', 'practice.hold',
            'practice.holiday', 'practice.household', 'practice.idempotency_key', 'practice.import_identifier',
            'practice.import_source', 'practice.legal_hold', 'practice.location', 'practice.location_hours',
            'practice.organization', 'practice.panel', 'practice.patient', 'practice.provider', 'practice.provider_location',
            'practice.related_person', 'practice.room', 'practice.series', 'practice.template_hours', 'practice.waitlist',
            'phi.blind_index', 'phi.patient_key', 'phi.tenant_key'] loop
        execute format('create policy services on %s for all to custos_operations '
                       'using (tenant = (select auth.tenant())) with check (tenant = (select auth.tenant()))', t);
    end loop;
    -- sign-in happens before there is a context: its login has the tables of sign-in, of every practice
    foreach t in array array['account', 'account_role', 'account_override', 'password', 'totp', 'recovery_code', 'invitation',
            'challenge', 'session', 'cache_share'] loop
        execute format('create policy sign_in on auth.%I for all to custos_auth using (true) with check (true)', t);
    end loop;
end $$;
create policy sign_in on auth.feature_flag for select to custos_auth using (true);

-- Which patients are bait, only those may know who lay it out and look for whoever takes it.
create policy services on phi.honeypot for all to custos_operations
    using (tenant = (select auth.tenant()) and (select auth.service()) = 'detection')
    with check (tenant = (select auth.tenant()) and (select auth.service()) = 'detection');

alter table practice.practice enable row level security;
alter table practice.practice force row level security;
create policy definers on practice.practice for all to custos_context using (true) with check (true);
create policy services on practice.practice for all to custos_operations
    using (id = (select auth.tenant())) with check (id = (select auth.tenant()));
create policy sign_in on practice.practice for select to custos_auth using (true);
create policy own on practice.practice for select to custos_api using (id = (select auth.tenant()));
create policy sign_in on practice.location for select to custos_auth using (true);
create policy sign_in on phi.tenant_key for select to custos_auth using (true);

-- What everybody with the schedule may see of their practice.
do $$
declare
    t text;
begin
    foreach t in array array['organization', 'location', 'location_hours', 'holiday', 'room', 'provider_location',
            'appointment_type', 'series'] loop
        execute format('create policy own on practice.%I for select to custos_api using '
                       '(tenant = (select auth.tenant()) and (select auth.has(''schedule.read'')))', t);
    end loop;
    foreach t in array array['provider', 'template_hours'] loop
        execute format('create policy own on practice.%I for select to custos_api using '
                       '(tenant = (select auth.tenant()) and (select auth.has(''schedule.read'')) and '
                       '((select auth.columns()) is null or %I = any ((select auth.columns())::uuid[])))',
                       t, case t when 'provider' then 'id' else 'provider' end);
    end loop;
end $$;

create policy own_columns on practice.appointment for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('schedule.read'))
           and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])));
create policy book on practice.appointment for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('schedule.write')) and not imported
                and kind = 'visit' and (lane = 0 or (select auth.has('schedule.overbook')))
                and booked_by = (select auth.account())
                and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])));
-- Whoever changes a visit sees its patient's chart, and says who they are.
create policy change on practice.appointment for update to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('schedule.write')) and kind = 'visit' and not imported
           and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[]))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = appointment.tenant and p.patient = appointment.patient
                             and p.until > now() offset 0)))
    with check (tenant = (select auth.tenant()) and kind = 'visit' and not imported
                and (lane = 0 or (select auth.has('schedule.overbook')))
                and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[]))
                and changed_by = (select auth.account()));

create policy see on practice.hold for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('schedule.read'))
           and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])));
create policy hold on practice.hold for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('schedule.write'))
                and session = (select auth.session()) and account = (select auth.account())
                and expires_at <= clock_timestamp() + interval '3 minutes'
                and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])));
-- one's own, and those that have run out, whoever made them
create policy let_go on practice.hold for delete to custos_api
    using (tenant = (select auth.tenant()) and (session = (select auth.session()) or expires_at <= clock_timestamp()));

create policy panel on practice.panel for select to custos_api
    using (tenant = (select auth.tenant())
           and ((select auth.has('patient.read.all'))
                or provider = any (coalesce((select auth.columns()), '{}')::uuid[])));

-- An EXISTS may be answered by reading the whole table into memory once: cheaper where the planner expects many rows, and
-- dearer with every patient a provider has. `offset 0` leaves the look-up by key (docs/decisions/0140). Break-glass reaches the
-- patient's record, and the key that opens it: no search, no visits, no change.
create policy panel on practice.patient for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.read'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient.tenant and p.patient = patient.id and p.until > now() offset 0)
                or exists (select from access.break_glass g
                           where g.tenant = patient.tenant and g.patient = patient.id offset 0)));
create policy register on practice.patient for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write')));
create policy change on practice.patient for update to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient.tenant and p.patient = patient.id and p.until > now() offset 0)))
    with check (tenant = (select auth.tenant()));

create policy panel on phi.patient_key for select to custos_api
    using (tenant = (select auth.tenant())
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient_key.tenant and p.patient = patient_key.patient
                             and p.until > now() offset 0)
                or exists (select from access.break_glass g
                           where g.tenant = patient_key.tenant and g.patient = patient_key.patient offset 0)));
create policy register on phi.patient_key for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write')));
create policy panel on phi.blind_index for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.search'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = blind_index.tenant and p.patient = blind_index.patient
                             and p.until > now() offset 0)));
create policy register on phi.blind_index for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
                and ((select auth.has('patient.read.all'))
                     or exists (select from practice.panel p
                                where p.tenant = blind_index.tenant and p.patient = blind_index.patient
                                  and p.until > now() offset 0)));
create policy unregister on phi.blind_index for delete to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = blind_index.tenant and p.patient = blind_index.patient
                             and p.until > now() offset 0)));
-- The keys that open a practice's fields are themselves wrapped; a live session of the practice may fetch them.
create policy own on phi.tenant_key for select to custos_api using (tenant = (select auth.tenant()));

create policy coverage on practice.coverage for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('coverage.read')));
create policy own on practice.idempotency_key for select to custos_api
    using (tenant = (select auth.tenant()) and account = (select auth.account()));
create policy write on practice.idempotency_key for insert to custos_api
    with check (tenant = (select auth.tenant()) and account = (select auth.account()));
-- names of colleagues: who booked, who holds, who did what
create policy colleagues on auth.account for select to custos_api using (tenant = (select auth.tenant()));

grant select on practice.practice, practice.organization, practice.location, practice.location_hours, practice.holiday,
    practice.room, practice.provider, practice.provider_location, practice.template_hours, practice.appointment_type, practice.series, practice.hold,
    practice.panel, practice.patient, practice.appointment, practice.coverage, practice.idempotency_key,
    phi.patient_key, phi.blind_index, phi.tenant_key to custos_api;
grant select (tenant, id, display_name) on auth.account to custos_api;
grant insert on practice.hold, practice.idempotency_key, phi.patient_key, phi.blind_index to custos_api;
-- Column by column: who booked for whom decides who may open the chart, `imported` lies outside the constraint, and both
-- stay as they were written.
grant insert (tenant, id, starts, ends, location, provider, room, lane, patient, visit_sealed, note_sealed, series, booked_by)
    on practice.appointment to custos_api;
grant update (version, starts, ends, location, provider, room, lane, status, visit_sealed, note_sealed, arrived_at, roomed_at,
              started_at, finished_at, running_behind_minutes, cancelled_by, cancelled_at, cancellation_reason_sealed,
              changed_by, changed_at)
    on practice.appointment to custos_api;
grant insert (tenant, id, household, given_sealed, family_sealed, birth_date_sealed, phone_sealed, email_sealed,
              address_sealed, interpreter_sealed, access_needs_sealed, note_sealed, preferred_contact, voicemail_ok,
              do_not_bill_plan, privacy_notice_acknowledged_at)
    on practice.patient to custos_api;
grant update (version, household, given_sealed, family_sealed, birth_date_sealed, phone_sealed, email_sealed,
              address_sealed, interpreter_sealed, access_needs_sealed, note_sealed, preferred_contact, voicemail_ok,
              do_not_bill_plan, privacy_notice_acknowledged_at)
    on practice.patient to custos_api;
grant delete on practice.hold, phi.blind_index to custos_api;

-- TOTP seeds and cache shares are sealed by the practice's key for secrets, which sign-in needs before there is a context.
grant usage on schema phi to custos_auth;
grant select on auth.account, auth.account_role, auth.account_override, practice.practice, practice.location,
    phi.tenant_key to custos_auth;
grant select, insert, update, delete on auth.password, auth.totp, auth.recovery_code, auth.invitation, auth.challenge,
    auth.cache_share, auth.guess_count to custos_auth;
grant select, insert, update on auth.session to custos_auth;

-- Services (auth.enter_service). Not sessions: minting those is sign-in's alone.
grant select, insert, update, delete on all tables in schema practice to custos_operations;
grant select, insert, update, delete on phi.tenant_key, phi.patient_key, phi.blind_index, phi.honeypot to custos_operations;
grant select, insert, update on auth.account, auth.account_role, auth.account_override, auth.assistance,
    auth.feature_flag, auth.device, auth.password, auth.totp to custos_operations;
grant select on auth.role, auth.permission, auth.role_permission to custos_operations;
