-- The audit log: entries as they were written, and what the sequencer makes of them (docs/audit.md).
--
-- Nobody inserts entries by name. They come in by audit.append (with a write, inside its session) and
-- audit.append_batch (the batched writer), which alone decide cluster, transaction and order.

-- Transaction numbers restart in another cluster; each row says in which one its number was drawn.
create table audit.cluster (
    singleton boolean primary key default true check (singleton),
    system_identifier bigint not null,
    epoch bigint not null check (epoch > 0)
);
insert into audit.cluster (system_identifier, epoch)
select c.system_identifier, 1 from pg_catalog.pg_control_system() c;

create table audit.entries (
    epoch bigint not null,
    xid xid8 not null,
    id bigint not null generated always as identity,
    tenant uuid not null,
    body bytea not null check (length(body) between 1 and 147456),
    mac bytea not null check (length(mac) = 32),
    written_at timestamptz not null default pg_catalog.clock_timestamp(),
    primary key (epoch, xid, id)
);

-- One row per sealed entry. What can be filtered by is copied from the sealed bytes; empty for a forgery.
create table audit.leaves (
    tenant uuid not null,
    index bigint not null check (index >= 0),
    epoch bigint not null,
    xid xid8 not null,
    id bigint not null,
    leaf bytea not null check (length(leaf) = 32),
    chain bytea not null check (length(chain) = 32),
    at timestamptz,
    action integer,
    outcome smallint,
    actor uuid,
    primary key (tenant, index),
    unique (epoch, xid, id)
);
create index leaves_by_hash on audit.leaves (tenant, leaf);
create index leaves_by_actor on audit.leaves (tenant, actor, index);
create index leaves_by_action on audit.leaves (tenant, action, index);

-- Roots of complete subtrees above the leaves (RFC 9162 section 2.1.1).
create table audit.nodes (
    tenant uuid not null,
    level smallint not null check (level > 0),
    index bigint not null check (index >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (tenant, level, index)
);

-- Who opened this chart? By keyed hash.
create table audit.subjects (
    tenant uuid not null,
    subject bytea not null check (length(subject) = 32),
    index bigint not null,
    primary key (tenant, subject, index)
);

create table audit.checkpoints (
    tenant uuid not null,
    size bigint not null check (size > 0),
    signed_at timestamptz not null,
    note text not null,
    primary key (tenant, size)
);

-- The newest checkpoint of each practice.
create table audit.heads (
    tenant uuid primary key,
    size bigint not null check (size > 0),
    signed_at timestamptz not null,
    note text not null
);

create table audit.sequencer (
    singleton boolean primary key default true check (singleton),
    fence bigint not null default 0,
    epoch bigint not null default 0,
    xid xid8 not null default '0',
    id bigint not null default 0
);
insert into audit.sequencer default values;
