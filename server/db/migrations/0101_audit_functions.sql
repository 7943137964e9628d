-- What may be done with the audit log, and by whom. The functions belong to a login-less role with policies of
-- its own: under FORCE a function of the tables' owner would see nothing.

-- A commit that is acknowledged before it is on disk would let an answer out without its entry.
create function audit.assert_durable() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if current_setting('synchronous_commit') not in ('on', 'remote_apply') or current_setting('fsync') <> 'on' then
        raise exception 'a commit would not be durable' using errcode = 'CU501';
    end if;
end $$;

create function audit.is_foreign_cluster() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select not exists (select from audit.cluster c
                       join pg_catalog.pg_control_system() p on p.system_identifier = c.system_identifier);
end;

-- Refuses in a cluster whose epoch is not raised yet: its transaction numbers would sort before the cursor, and the
-- entry would never be sealed.
create function audit.current_epoch() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_epoch bigint;
begin
    select c.epoch into found_epoch from audit.cluster c
    join pg_catalog.pg_control_system() p on p.system_identifier = c.system_identifier;
    if found_epoch is null then
        raise exception 'this cluster is not the log''s' using errcode = 'CU502';
    end if;
    return found_epoch;
end $$;

create function audit.append_batch(tenants uuid[], bodies bytea[], macs bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    epoch_now bigint := audit.current_epoch();
begin
    perform audit.assert_durable();
    insert into audit.entries (epoch, xid, tenant, body, mac)
    select epoch_now, pg_current_xact_id(), e.tenant, e.body, e.mac
    from unnest(tenants, bodies, macs) with ordinality as e (tenant, body, mac, at)
    order by e.at;
end $$;

-- Guard and cursor of a sealing transaction in one; its row lock keeps a second leader out until the commit.
create function audit.advance(expected_fence bigint, from_epoch bigint, from_xid xid8, from_id bigint,
                              to_epoch bigint, to_xid xid8, to_id bigint) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    perform audit.assert_durable();
    update audit.sequencer s set epoch = to_epoch, xid = to_xid, id = to_id
    where s.fence = expected_fence and (s.epoch, s.xid, s.id) = (from_epoch, from_xid, from_id);
    if not found then
        raise exception 'another sequencer leads' using errcode = 'CU503';
    end if;
end $$;

create function audit.take_lead() returns bigint
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    new_fence bigint;
begin
    perform audit.assert_durable();
    update audit.sequencer s set fence = s.fence + 1 returning s.fence into new_fence;
    update audit.cluster c set epoch = c.epoch + 1, system_identifier = p.system_identifier
    from pg_control_system() p where c.system_identifier <> p.system_identifier;
    return new_fence;
end $$;
