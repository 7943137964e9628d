-- Two practices, alike, with a row in every table that has a tenant; run as superuser past triggers and foreign keys.
-- Whatever the statements below do not fill is filled by the types of its columns.
insert into practice.practice (id, code, name) values
    ('aaaaaaaa-0000-4000-8000-000000000000', 'alpha', 'Alpha'),
    ('bbbbbbbb-0000-4000-8000-000000000000', 'beta', 'Beta');

create function matrix.id(tenant uuid, kind text) returns uuid language sql immutable as
    $$ select md5(tenant::text || kind)::uuid $$;

insert into practice.provider (tenant, id, display_name, home_location)
    select p.id, matrix.id(p.id, kind), 'Dr. Exemplar', matrix.id(p.id, 'location')
    from practice.practice p, unnest(array['provider', 'other provider']) kind;
insert into practice.patient (tenant, id)
    select p.id, matrix.id(p.id, kind) from practice.practice p, unnest(array['patient', 'other patient']) kind;
insert into practice.panel (tenant, provider, patient, until)
    select p.id, matrix.id(p.id, x || 'provider'), matrix.id(p.id, x || 'patient'), now() + interval '9 days'
    from practice.practice p, unnest(array['', 'other ']) x;
-- a panel that has ended
insert into practice.patient (tenant, id) select p.id, matrix.id(p.id, 'late patient') from practice.practice p;
insert into practice.panel (tenant, provider, patient, until)
    select p.id, matrix.id(p.id, 'provider'), matrix.id(p.id, 'late patient'), now() - interval '1 hour'
    from practice.practice p;
insert into practice.appointment (tenant, id, kind, starts, ends, location, provider, patient, imported)
    select p.id, matrix.id(p.id, 'visit ' || x || k), k, now() + h * interval '1 hour', now() + (h + 1) * interval '1 hour',
           matrix.id(p.id, 'location'), matrix.id(p.id, x || 'provider'),
           case k when 'visit' then matrix.id(p.id, x || 'patient') end, h = 3
    from practice.practice p, unnest(array['', 'other ']) x, (values ('visit', 1), ('block', 2), ('visit', 3)) v(k, h)
    where h <> 3
    union all
    select p.id, matrix.id(p.id, 'past visit'), 'visit', now() - interval '2 hours', now() - interval '1 hour',
           matrix.id(p.id, 'location'), matrix.id(p.id, 'provider'), matrix.id(p.id, 'patient'), true
    from practice.practice p
    union all
    select p.id, matrix.id(p.id, 'late visit'), 'visit', now() + interval '5 hours', now() + interval '6 hours',
           matrix.id(p.id, 'location'), matrix.id(p.id, 'provider'), matrix.id(p.id, 'late patient'), false
    from practice.practice p
    union all -- a colleague's, of one's own patient
    select p.id, matrix.id(p.id, 'shared visit'), 'visit', now() + interval '7 hours', now() + interval '8 hours',
           matrix.id(p.id, 'location'), matrix.id(p.id, 'other provider'), matrix.id(p.id, 'patient'), false
    from practice.practice p;
insert into practice.hold (tenant, id, provider, location, starts, ends, account, session, expires_at)
    select p.id, gen_random_uuid(), matrix.id(p.id, x || 'provider'), matrix.id(p.id, 'location'),
           now() + h * interval '1 hour', now() + (h + 1) * interval '1 hour', matrix.id(p.id, 'somebody'),
           matrix.id(p.id, 'somebody'), now() + h * interval '1 day'
    from practice.practice p, unnest(array['', 'other ']) x, generate_series(-1, 1, 2) h;
insert into practice.template_hours (tenant, provider, location, weekday, starts, ends)
    select p.id, matrix.id(p.id, x || 'provider'), matrix.id(p.id, 'location'), 1, '09:00', '17:00'
    from practice.practice p, unnest(array['', 'other ']) x;
insert into phi.patient_key (tenant, patient, wrapped)
    select tenant, id, '\x00' from practice.patient;
insert into phi.blind_index (tenant, token, patient) select tenant, '\x00', id from practice.patient;
insert into practice.legal_hold (tenant, id, matter_sealed, author)
    select id, gen_random_uuid(), '\x00', gen_random_uuid() from practice.practice;
insert into auth.account_override (tenant, account, permission, effect)
    select id, matrix.id(id, 'somebody'), 'audit.read', 'deny' from practice.practice;
insert into auth.service_account (tenant, id, key_hash, permissions, per_minute, created_by, expires_at, allowance)
    select id, matrix.id(id, 'somebody'), sha256(id::text::bytea), array['schedule.read'], 60, matrix.id(id, 'somebody'),
           now() + interval '1 day', 1 from practice.practice;

-- Who asks: each role; and for each permission, whoever has all the others (of those, or of one panel), or it alone.
insert into matrix.identity (name, role, tenant)
    select 'custos_api ' || r.code, 'custos_api', 'aaaaaaaa-0000-4000-8000-000000000000'::uuid from auth.role r
    union all
    select 'custos_api ' || kind || ' ' || p.code, 'custos_api', 'aaaaaaaa-0000-4000-8000-000000000000'::uuid
    from auth.permission p, unnest(array['all without', 'panel without', 'only', 'panel and']) kind;
update matrix.identity set account = matrix.id(tenant, name), session = matrix.id(tenant, name || ' session'),
                           permission = nullif(substring(name from '(?:without|only|and) ([a-z_.]+)$'), '');
insert into auth.account (tenant, id, username, display_name, provider)
    select i.tenant, i.account, lower(i.name), 'Exemplar',
           case when i.name ~ ' (provider|panel without .*|panel and .*)$' then matrix.id(i.tenant, 'provider') end
    from matrix.identity i;
insert into auth.account_role (tenant, account, role)
    select i.tenant, i.account, r.code from matrix.identity i join auth.role r on i.name = 'custos_api ' || r.code;
insert into auth.account_override (tenant, account, permission, effect)
    select i.tenant, i.account, p.code, 'grant' from matrix.identity i join auth.permission p
        on i.name like '%all without%' and p.code <> i.permission
           or i.name like '%panel without%' and p.code <> i.permission and p.code not like '%.all'
           or (i.name like '% only %' or i.name like '%panel and%') and p.code = i.permission;
insert into auth.session (tenant, id, account, token_hash)
    select i.tenant, i.session, i.account, sha256(convert_to(i.name, 'UTF8')) from matrix.identity i;
insert into auth.assistance (tenant, account, provider)
    select i.tenant, i.account, matrix.id(i.tenant, 'provider') from matrix.identity i where i.name = 'custos_api assistant';
-- of everybody's own, and under the same name in the other practice
insert into practice.idempotency_key (tenant, account, key, request_hash, record)
    select p.id, i.account, gen_random_uuid(), sha256('x'), gen_random_uuid() from matrix.identity i, practice.practice p;
-- broken glass: standing, run out and ended, everybody's own, and under the same session in the other practice
insert into access.break_glass (tenant, id, account, session, named, patient, category, reason_sealed, opened_at, until, ended_at, by_owner)
    select p.id, gen_random_uuid(), i.account, i.session, matrix.id(p.id, 'other patient'), matrix.id(p.id, 'other patient'),
           'other', '\x00', g.opened_at, g.opened_at + interval '15 minutes', g.ended_at, i.name = 'custos_api owner'
    from matrix.identity i, practice.practice p,
         (values (now(), null), (now() - interval '1 hour', null), (now(), now())) g (opened_at, ended_at);
insert into access.impersonation (tenant, id, account, impersonator_tenant, impersonator, session, reason_sealed, opened_at, until, by_owner)
    select p.id, gen_random_uuid(), matrix.id(p.id, 'somebody'), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '\x00',
           now(), now() + interval '15 minutes', false from practice.practice p;
-- and of everybody's own name
insert into access.impersonation (tenant, id, account, impersonator_tenant, impersonator, session, reason_sealed, opened_at, until, by_owner)
    select i.tenant, gen_random_uuid(), i.account, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '\x00',
           now(), now() + interval '15 minutes', i.name = 'custos_api owner' from matrix.identity i;
-- each provider away, or covering, and neither
insert into practice.covering (tenant, id, absent_provider, covering_provider, first_day, last_day)
    select p.id, gen_random_uuid(), matrix.id(p.id, c.absent), matrix.id(p.id, c.covering), current_date - 9, current_date - 8
    from practice.practice p, (values ('provider', 'third provider'), ('third provider', 'provider'),
                                      ('other provider', 'third provider')) c (absent, covering);
-- the same people, within the functions that reviewers call
insert into matrix.identity (name, role, tenant, account, session, permission)
    select replace(name, 'custos_api', 'custos_review'), 'custos_review', tenant, account, session, permission
    from matrix.identity;
insert into matrix.identity (name, role) values ('custos_api without a session', 'custos_api');
insert into matrix.identity (name, role, tenant, purpose)
    select 'custos_operations ' || purpose, 'custos_operations', 'aaaaaaaa-0000-4000-8000-000000000000'::uuid, purpose
    from unnest(array['import', 'provision', 'rotation', 'detection']) purpose;
insert into matrix.identity (name, role)
    select r.rolname || ' without a session', r.rolname from pg_roles r
    where r.rolname like 'custos\_%' and r.rolname not in ('custos_super', 'custos_api', 'custos_owner');
