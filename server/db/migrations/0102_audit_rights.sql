-- What a live session may do with its practice's log, and which login may do what. The definers' functions belong to
-- the context role: it has policies of its own, where under FORCE the tables' owner would see nothing.

-- A write's entry, in the write's own transaction. The practice is the session's, whatever the bytes say; bytes that
-- say otherwise are found by the sequencer.
create function audit.append(body bytea, mac bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if auth.tenant() is null then
        raise exception 'no live session' using errcode = 'CU401';
    end if;
    perform audit.append_batch(array[auth.tenant()], array[body], array[mac]);
end $$;

create function audit.newest_checkpoint() returns table (note text, size bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('audit.checkpoint');
    return query select h.note, h.size from audit.heads h where h.tenant = auth.tenant();
end $$;

-- Hashes of the practice's tree in the order asked for; nodes that are not there are left out. Level 0 are the leaves.
create function audit.tree_nodes(levels bigint[], indexes bigint[]) returns table (hash bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    own uuid := auth.tenant();
begin
    perform auth.demand('audit.checkpoint');
    if cardinality(levels) > 256 then
        raise exception 'no proof takes so many' using errcode = 'CU403';
    end if;
    return query
        select coalesce(n.hash, l.leaf)
        from unnest(levels, indexes) with ordinality as w (level, at, place)
        left join audit.nodes n on w.level > 0 and n.tenant = own and n.level = w.level and n.index = w.at
        left join audit.leaves l on w.level = 0 and l.tenant = own and l.index = w.at
        where coalesce(n.hash, l.leaf) is not null
        order by w.place;
end $$;

-- Where the entry with this leaf stands; of copies, the first.
create function audit.sealed_at(wanted bytea) returns table (index bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform auth.demand('audit.checkpoint');
    return query select min(l.index) from audit.leaves l where l.tenant = auth.tenant() and l.leaf = wanted
                 having count(*) > 0;
end $$;

-- A window of sealed entries. Planned anew each time: which index serves depends on which filters are given.
create function audit.search(by_actor uuid, by_action bigint, by_outcome bigint, by_subject bytea,
                             before_index bigint, after_index bigint, how_many bigint)
returns table (index bigint, body bytea)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    own uuid := auth.tenant();
begin
    perform auth.demand('audit.read');
    if after_index is not null then
        return query
            select l.index, e.body
            from audit.leaves l left join audit.entries e on (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id)
            where l.tenant = own and l.index > after_index
              and (by_actor is null or l.actor = by_actor)
              and (by_action is null or l.action = by_action)
              and (by_outcome is null or l.outcome = by_outcome)
              and (by_subject is null
                   or l.index in (select s.index from audit.subjects s where s.tenant = own and s.subject = by_subject))
            order by l.index limit least(how_many, 500);
    else
        return query
            select l.index, e.body
            from audit.leaves l left join audit.entries e on (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id)
            where l.tenant = own and (before_index is null or l.index < before_index)
              and (by_actor is null or l.actor = by_actor)
              and (by_action is null or l.action = by_action)
              and (by_outcome is null or l.outcome = by_outcome)
              and (by_subject is null
                   or l.index in (select s.index from audit.subjects s where s.tenant = own and s.subject = by_subject))
            order by l.index desc limit least(how_many, 500);
    end if;
end $$;

-- Against mistakes and against injected SQL as the owner. A superuser gets past it; the chain is for those.
create function audit.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'CU403';
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['entries', 'leaves', 'nodes', 'subjects', 'checkpoints', 'heads'] loop
        execute format('alter table audit.%I enable row level security', t);
        execute format('alter table audit.%I force row level security', t);
        execute format('create policy sealing on audit.%I for all to custos_sequencer using (true) with check (true)', t);
    end loop;
    foreach t in array array['entries', 'leaves', 'nodes', 'subjects', 'heads'] loop
        execute format('create policy definers on audit.%I for all to custos_context using (true) with check (true)', t);
    end loop;
    foreach t in array array['entries', 'leaves', 'nodes', 'subjects', 'checkpoints'] loop
        execute format('create trigger append_only before update or delete or truncate on audit.%I '
                       'for each statement execute function audit.refuse_change()', t);
    end loop;
end $$;

grant usage on schema audit to custos_api, custos_audit, custos_sequencer, custos_operations, custos_context;

grant create on schema audit to custos_context;
alter function audit.is_foreign_cluster() owner to custos_context;
alter function audit.current_epoch() owner to custos_context;
alter function audit.append_batch(uuid[], bytea[], bytea[]) owner to custos_context;
alter function audit.append(bytea, bytea) owner to custos_context;
alter function audit.newest_checkpoint() owner to custos_context;
alter function audit.tree_nodes(bigint[], bigint[]) owner to custos_context;
alter function audit.sealed_at(bytea) owner to custos_context;
alter function audit.search(uuid, bigint, bigint, bytea, bigint, bigint, bigint) owner to custos_context;
revoke create on schema audit from custos_context;
grant select on audit.cluster, audit.leaves, audit.nodes, audit.subjects, audit.heads, audit.entries to custos_context;
grant insert on audit.entries to custos_context;
grant execute on function audit.assert_durable() to custos_context, custos_audit, custos_sequencer;

grant execute on function audit.append_batch(uuid[], bytea[], bytea[]) to custos_audit, custos_sequencer;
grant execute on function audit.append(bytea, bytea) to custos_api, custos_operations;
grant execute on function audit.newest_checkpoint(), audit.tree_nodes(bigint[], bigint[]), audit.sealed_at(bytea),
    audit.search(uuid, bigint, bigint, bytea, bigint, bigint, bigint) to custos_api;

grant select on audit.entries, audit.leaves, audit.nodes, audit.heads, audit.sequencer, audit.cluster,
    audit.checkpoints to custos_sequencer;
grant insert on audit.leaves, audit.nodes, audit.subjects, audit.checkpoints, audit.heads to custos_sequencer;
grant update on audit.heads, audit.sequencer, audit.cluster to custos_sequencer;
grant execute on function audit.advance(bigint, bigint, xid8, bigint, bigint, xid8, bigint), audit.take_lead(),
    audit.is_foreign_cluster() to custos_sequencer;
