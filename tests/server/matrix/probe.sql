-- What an identity can do with a table, as one line of text: the matrix below the API. Run as superuser in a database of
-- the test's own.
create schema matrix;
create table matrix.identity (name text primary key, role name not null, tenant uuid, account uuid, session uuid,
                              permission text, purpose text);

-- A value of that type that most checks like; what ends, ends later.
create function matrix.filler(type regtype, name text, number integer) returns text language sql as $$
    select case
        when type = 'uuid'::regtype then gen_random_uuid()::text
        when type = 'bytea'::regtype then '\x' || encode(sha256(gen_random_uuid()::text::bytea), 'hex')
        when type in ('timestamptz'::regtype, 'timestamp'::regtype)
            then (now() + case when name ~ '(ends|until|expir|last)' then interval '1 hour' else interval '0' end)::text
        when type = 'date'::regtype then current_date::text
        when type = 'time'::regtype then case when name ~ '(ends|closes)' then '17:00' else '09:00' end
        when type = 'boolean'::regtype then 'true'
        when type = 'interval'::regtype then '1 minute'
        when type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype, 'xid8'::regtype)
            then number::text
        when type in ('jsonb'::regtype, 'json'::regtype) then '{}'
        when type = 'uuid[]'::regtype or type = 'text[]'::regtype then '{}'
        when (select t.typtype from pg_type t where t.oid = type) = 'e'
            then (select e.enumlabel::text from pg_enum e where e.enumtypid = type order by e.enumsortorder limit 1)
        else 'x' end
$$;

create function matrix.tenant_column(target regclass) returns name language sql stable as $$
    select case when target = 'practice.practice'::regclass then 'id' else 'tenant' end
$$;

create view matrix.guarded as
    select c.oid::regclass as target from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'matrix')
      and (c.oid = 'practice.practice'::regclass
           or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped));

-- The first word of those that a check allows in a column.
create function matrix.allowed(target regclass, attribute smallint) returns text language sql stable as $$
    select substring(pg_get_constraintdef(c.oid) from '= ANY \(\(?ARRAY\[''([^'']+)''') from pg_constraint c
    where c.conrelid = target and c.contype = 'c' and c.conkey = array[attribute] limit 1
$$;

-- Tables that nobody has filled get one row of each practice.
create function matrix.fill() returns void language plpgsql as $$
declare
    t regclass;
    p uuid;
    found_row boolean;
    made jsonb;
    number integer;
    complaint text;
begin
    for t in select g.target from matrix.guarded g loop
        for p in select x.id from practice.practice x loop
            execute format('select exists (select from %s where %I = $1)', t, matrix.tenant_column(t)) into found_row using p;
            continue when found_row;
            foreach number in array array[1, 3, 10, 30, 100, 600] loop
                -- another number in the other practice: some are unique over all
                select jsonb_object_agg(a.attname, case a.attname when 'tenant' then p::text
                           else coalesce(matrix.allowed(t, a.attnum),
                                         matrix.filler(a.atttypid::regtype, a.attname,
                                                       number + (p::text like 'b%')::integer)) end)
                into made from pg_attribute a
                where a.attrelid = t and a.attnum > 0 and not a.attisdropped and a.attnotnull
                  and (not a.atthasdef or a.attname = 'tenant') and a.attidentity = '' and a.attgenerated = '';
                begin
                    execute format('insert into %s (%s) select %s from jsonb_populate_record(null::%s, $1)', t,
                                   (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(made) k),
                                   (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(made) k), t) using made;
                    found_row := true;
                    exit;
                exception when others then
                    complaint := sqlerrm;
                end;
            end loop;
            if not found_row then
                raise exception 'tests/server/matrix/rows.sql needs a row for %: %', t, complaint;
            end if;
        end loop;
    end loop;
end $$;

-- Rows that an identity tries to insert, and changes that it tries to make: its own practice's in its own name, and each
-- departure from that.
create table matrix.sample (target regclass, variant text, fields jsonb);
create table matrix.change (target regclass, variant text, assignment text);
create function matrix.prepare() returns void language plpgsql as $$
declare
    t regclass;
    own constant uuid := 'aaaaaaaa-0000-4000-8000-000000000000';
    other constant uuid := 'bbbbbbbb-0000-4000-8000-000000000000';
    base jsonb;
begin
    for t in select g.target from matrix.guarded g loop
        execute format('select to_jsonb(x) from %s x where %I = $1 order by x::text limit 1', t, matrix.tenant_column(t))
            into base using own;
        if base ? 'provider' then
            base := base || jsonb_build_object('provider', matrix.id(own, 'provider'));
        end if;
        if base ? 'patient' and t <> 'practice.appointment'::regclass then
            base := base || jsonb_build_object('patient', matrix.id(own, 'patient'));
        end if;
        if t = 'practice.appointment'::regclass then
            base := base || jsonb_build_object('kind', 'visit', 'patient', matrix.id(own, 'patient'), 'imported', false,
                                               'label', '', 'lane', 0);
        elsif t = 'practice.hold'::regclass then
            base := base || jsonb_build_object('expires_at', now() + interval '1 minute');
        end if;
        insert into matrix.sample values
            (t, 'own', base), (t, 'foreign', base || jsonb_build_object(matrix.tenant_column(t), other));
        insert into matrix.sample
            select t, 'own, another ' || c, base || jsonb_build_object(c, gen_random_uuid(), 'named', true)
            from unnest(array['account', 'booked_by', 'session']) c where base ? c
            union all
            select t, 'own, other ' || c, base || jsonb_build_object(c, matrix.id(own, 'other ' || c))
            from unnest(array['provider', 'patient']) c where base ? c
            union all
            select t, 'own, late patient', base || jsonb_build_object('patient', matrix.id(own, 'late patient'))
            where base ? 'patient';
        insert into matrix.change
            select t, 'own', format('%I = %L', matrix.tenant_column(t), own)
            union all select t, 'foreign', format('%I = %L', matrix.tenant_column(t), other)
            union all
            select t, 'other provider', format('provider = %L', matrix.id(own, 'other provider')) where base ? 'provider';
    end loop;
    insert into matrix.sample select target, 'own, lane 1', fields || '{"lane": 1}' from matrix.sample
        where target = 'practice.appointment'::regclass and variant = 'own';
    insert into matrix.sample select target, 'own, imported', fields || '{"imported": true}' from matrix.sample
        where target = 'practice.appointment'::regclass and variant = 'own';
    insert into matrix.sample select target, 'own, block', fields || '{"kind": "block", "patient": null}' from matrix.sample
        where target = 'practice.appointment'::regclass and variant = 'own';
    insert into matrix.sample
        select target, 'own, for a day', fields || jsonb_build_object('expires_at', now() + interval '1 day')
        from matrix.sample where target = 'practice.hold'::regclass and variant = 'own';
    insert into matrix.change values
        ('practice.appointment', 'lane 1', 'lane = 1'), ('practice.appointment', 'imported', 'imported = true'),
        ('practice.appointment', 'block', 'kind = ''block'', patient = null');
    -- in one's own name
    update matrix.change set assignment = assignment || ', changed_by = (select auth.account())'
        where target = 'practice.appointment'::regclass;
    insert into matrix.change values ('practice.appointment', 'as another', 'changed_by = gen_random_uuid()');
end $$;

-- Columns that can be given a value: not those that follow from others.
create function matrix.writable(target regclass) returns text language sql stable as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
$$;

-- One statement in a subtransaction: how many rows, or what it was refused with. It never stays.
create function matrix.attempt(statement text, argument jsonb default null) returns text language plpgsql as $$
declare
    n bigint;
begin
    begin
        execute statement using argument;
        get diagnostics n = row_count;
        raise exception using errcode = 'MX000', message = n::text;
    exception
        when sqlstate 'MX000' then return sqlerrm;
        when others then return sqlstate;
    end;
end $$;

create function matrix.outcomes(target regclass, who matrix.identity) returns text language plpgsql as $$
declare
    result text := '';
    s record;
    own constant uuid := 'aaaaaaaa-0000-4000-8000-000000000000';
begin
    result := 'sees own ' || matrix.attempt(format('select 1 from %s where %I = %L', target, matrix.tenant_column(target), own))
           || ', others'' ' || matrix.attempt(format('select 1 from %s where %I <> %L', target, matrix.tenant_column(target), own));
    for s in select c.variant, c.assignment from matrix.change c where c.target = outcomes.target order by 1 loop
        result := result || '; changes (' || s.variant || ') ' || matrix.attempt(format('update %s set %s', target, s.assignment));
    end loop;
    result := result || '; deletes ' || matrix.attempt(format('delete from %s', target));
    for s in select x.variant, x.fields from matrix.sample x where x.target = outcomes.target order by 1 loop
        -- in one's own name, where the variant does not say another's
        if not s.fields ? 'named' then
            s.fields := s.fields
                || case when s.fields ? 'account' and who.account is not null
                        then jsonb_build_object('account', who.account) else '{}' end
                || case when s.fields ? 'booked_by' and who.account is not null
                        then jsonb_build_object('booked_by', who.account) else '{}' end
                || case when s.fields ? 'session' and who.session is not null
                        then jsonb_build_object('session', who.session) else '{}' end;
        else
            s.fields := s.fields
                || case when s.fields ? 'account' and s.variant not like '%account' and who.account is not null
                        then jsonb_build_object('account', who.account) else '{}' end
                || case when s.fields ? 'session' and s.variant not like '%session' and who.session is not null
                        then jsonb_build_object('session', who.session) else '{}' end;
        end if;
        result := result || '; adds (' || s.variant || ') '
            || matrix.attempt(format('insert into %s (%s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $1)',
                                     target, matrix.writable(target)), s.fields);
    end loop;
    return result;
end $$;

-- Enters as the identity does, and tries. Everything of it is undone.
create function matrix.probe(target regclass, who matrix.identity) returns text language plpgsql as $$
declare
    result text;
begin
    begin
        -- whoever reviews comes in by the API's login, and meets these policies inside its functions
        perform set_config('role', case who.role when 'custos_review' then 'custos_api' else who.role end, true);
        if who.purpose is not null then
            perform auth.enter_service(who.tenant, who.purpose);
        elsif who.session is not null then
            perform auth.enter(convert_to(replace(who.name, 'custos_review', 'custos_api'), 'UTF8'));
        end if;
        perform set_config('role', who.role, true);
        result := matrix.outcomes(target, who);
        raise exception using errcode = 'MX001', message = result;
    exception
        when sqlstate 'MX001' then return sqlerrm;
        when others then return 'refused ' || sqlstate || ' ' || sqlerrm;
    end;
end $$;
grant usage on schema matrix to public;
grant select on all tables in schema matrix to public;
grant execute on all functions in schema matrix to public;

-- The identities that a policy is about.
create function matrix.about(roles oid[], expression text) returns setof matrix.identity language sql stable as $$
    select i.* from matrix.identity i
    where i.role::regrole::oid = any (roles)
      and (i.permission is null or expression ~ format('auth\.has\(''%s''', replace(i.permission, '.', '\.')))
    order by i.name
$$;

-- Cases of a table and some identities, one a line.
create function matrix.cases(target regclass, roles oid[], expression text)
returns table (who text, outcome text) language plpgsql as $$
begin
    return query select i.name, matrix.probe(target, i) from matrix.about(roles, expression) i;
end $$;

-- A policy's expressions with one part replaced by `true`: every parenthesis that is a condition.
create function matrix.weakened(expression text) returns setof text language plpgsql as $$
declare
    begins integer[] := '{}';
    i integer;
    part text;
begin
    for i in 1..length(expression) loop
        if substr(expression, i, 1) = '(' then
            begins := begins || i;
        elsif substr(expression, i, 1) = ')' and cardinality(begins) > 0 then
            part := substr(expression, begins[cardinality(begins)], i - begins[cardinality(begins)] + 1);
            if begins[cardinality(begins)] = 1 or substr(expression, begins[cardinality(begins)] - 1, 1) ~ '[( ]' then
                return next substr(expression, 1, begins[cardinality(begins)] - 1) || 'true' || substr(expression, i + 1);
            end if;
            begins := begins[1:cardinality(begins) - 1];
        end if;
    end loop;
end $$;

create view matrix.policy as
    select p.oid, p.polrelid::regclass as target, p.polname, p.polroles, p.polcmd,
           pg_get_expr(p.polqual, p.polrelid) as qual, pg_get_expr(p.polwithcheck, p.polrelid) as with_check
    from pg_policy p where p.polrelid in (select g.target from matrix.guarded g);

-- Conditions that hold by another policy too: the tenant of a panel's row or of a broken glass, which its own policy asks for. It stands
-- there for the index.
create function matrix.known_twice() returns text language sql immutable as $$
    select 'FROM (practice\.panel p|access\.break_glass g)\s+WHERE \(true AND'
$$;

-- Every way to take a policy away or to weaken it, as a statement.
create view matrix.mutant as
    select p.*, 'drop' as how, format('drop policy %I on %s', p.polname, p.target) as statement from matrix.policy p
    union all
    select p.*, 'using ' || w, format('alter policy %I on %s using (%s)', p.polname, p.target, w)
    from matrix.policy p, matrix.weakened(p.qual) w where p.qual <> 'true' and w !~ matrix.known_twice()
    union all
    select p.*, 'with check ' || w, format('alter policy %I on %s with check (%s)', p.polname, p.target, w)
    from matrix.policy p, matrix.weakened(p.with_check) w where p.with_check <> 'true' and w !~ matrix.known_twice();
