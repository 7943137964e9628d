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
        -- definers' functions name the practice themselves: the context role has no context of its own to ask
        execute format('create policy definers on %s for all to custos_context using (true) with check (true)', t.name);
        -- a service works inside the one practice that it has entered
        execute format('create policy services on %s for all to custos_operations '
                       'using (tenant = (select auth.tenant())) with check (tenant = (select auth.tenant()))', t.name);
    end loop;
    -- sign-in happens before there is a context: its login has the tables of sign-in, of every practice
    for t in select ('auth.' || x)::regclass as name from unnest(array['account', 'account_role', 'account_override',
                 'password', 'totp', 'recovery_code', 'invitation', 'challenge', 'session', 'cache_share']) x loop
        execute format('create policy sign_in on %s for all to custos_auth using (true) with check (true)', t.name);
    end loop;
end $$;

-- Which patients are bait, only those may know who look for whoever takes it, or who lay it out.
drop policy services on phi.honeypot;
create policy services on phi.honeypot for all to custos_operations
    using (tenant = (select auth.tenant()) and (select auth.service()) in ('detection', 'provision'))
    with check (tenant = (select auth.tenant()) and (select auth.service()) in ('detection', 'provision'));

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
    foreach t in array array['location', 'location_hours', 'holiday', 'room', 'provider_location', 'appointment_type', 'series'] loop
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
create policy change on practice.appointment for update to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('schedule.write')) and kind = 'visit' and not imported
           and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])))
    with check (tenant = (select auth.tenant()) and kind = 'visit' and not imported
                and (lane = 0 or (select auth.has('schedule.overbook')))
                and ((select auth.columns()) is null or provider = any ((select auth.columns())::uuid[])));

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

create policy panel on practice.patient for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.read'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient.tenant and p.patient = patient.id and p.until > now())));
create policy register on practice.patient for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write')));
create policy change on practice.patient for update to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient.tenant and p.patient = patient.id and p.until > now())))
    with check (tenant = (select auth.tenant()));

create policy panel on phi.patient_key for select to custos_api
    using (tenant = (select auth.tenant())
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = patient_key.tenant and p.patient = patient_key.patient and p.until > now())));
create policy register on phi.patient_key for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write')));
create policy panel on phi.blind_index for select to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.search'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = blind_index.tenant and p.patient = blind_index.patient and p.until > now())));
create policy register on phi.blind_index for insert to custos_api
    with check (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
                and ((select auth.has('patient.read.all'))
                     or exists (select from practice.panel p
                                where p.tenant = blind_index.tenant and p.patient = blind_index.patient
                                  and p.until > now())));
create policy unregister on phi.blind_index for delete to custos_api
    using (tenant = (select auth.tenant()) and (select auth.has('patient.write'))
           and ((select auth.has('patient.read.all'))
                or exists (select from practice.panel p
                           where p.tenant = blind_index.tenant and p.patient = blind_index.patient and p.until > now())));
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

grant select on practice.practice, practice.location, practice.location_hours, practice.holiday, practice.room, practice.provider,
    practice.provider_location, practice.template_hours, practice.appointment_type, practice.series, practice.hold,
    practice.panel, practice.patient, practice.appointment, practice.coverage, practice.idempotency_key,
    phi.patient_key, phi.blind_index, phi.tenant_key to custos_api;
grant select (tenant, id, display_name) on auth.account to custos_api;
grant insert on practice.hold, practice.idempotency_key, phi.patient_key, phi.blind_index to custos_api;
-- Column by column: who booked for whom decides who may open the chart, `imported` lies outside the constraint, and both
-- stay as they were written.
grant insert (tenant, id, starts, ends, location, provider, room, lane, patient, visit_sealed, note_sealed, series, booked_by)
    on practice.appointment to custos_api;
grant update (version, starts, ends, location, provider, room, lane, status, visit_sealed, note_sealed, arrived_at, roomed_at,
              started_at, finished_at, running_behind_minutes, cancelled_by, cancelled_at, cancellation_reason_sealed)
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

grant select on auth.role_permission to custos_auth;
grant select on auth.account, auth.account_role, auth.account_override, practice.practice, practice.location,
    phi.tenant_key to custos_auth;
grant select, insert, update, delete on auth.password, auth.totp, auth.recovery_code, auth.invitation, auth.challenge,
    auth.cache_share, auth.guess_count to custos_auth;
grant select, insert, update on auth.session to custos_auth;

-- Services: provision, import, retention. Not sessions: minting those is sign-in's alone.
grant select, insert, update, delete on all tables in schema practice, phi to custos_operations;
grant select, insert, update on auth.account, auth.account_role, auth.account_override, auth.assistance,
    auth.feature_flag, auth.device, auth.password, auth.totp to custos_operations;
grant select on auth.role, auth.permission, auth.role_permission to custos_operations;

grant usage on type practice.visit_status to custos_api, custos_operations;
grant select, insert, update, delete on practice.panel to custos_context;
grant select on practice.appointment, practice.hold, practice.provider, practice.location, practice.room,
    practice.template_hours, practice.holiday, practice.covering, auth.account to custos_context;
grant execute on function practice.is_own_booking(uuid, uuid, uuid) to custos_context;
grant create on schema practice to custos_context;
alter function practice.grant_panel() owner to custos_context;
alter function practice.tell_schedule() owner to custos_context;
alter function practice.lock_slots(uuid[], uuid[], timestamptz[]) owner to custos_context;
alter function practice.busy(uuid, timestamptz, timestamptz) owner to custos_context;
alter function practice.openings(uuid, integer, timestamptz, integer) owner to custos_context;
revoke create on schema practice from custos_context;
grant execute on function practice.lock_slots(uuid[], uuid[], timestamptz[]),
    practice.busy(uuid, timestamptz, timestamptz),
    practice.openings(uuid, integer, timestamptz, integer) to custos_api;
