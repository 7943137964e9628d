-- People who sign in, and how. Written by custos_auth and by services; the API's login sees names alone.
create table auth.role (
    code text primary key
);
create table auth.permission (
    code text primary key
);
create table auth.role_permission (
    role text not null references auth.role (code),
    permission text not null references auth.permission (code),
    primary key (role, permission)
);

create table auth.account (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    username text not null check (username = lower(username) and length(username) between 1 and 128),
    display_name text not null,
    provider uuid,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    unique (id),
    constraint account_username_key unique (tenant, username),
    foreign key (tenant, provider) references practice.provider (tenant, id)
);

create table auth.account_role (
    tenant uuid not null,
    account uuid not null,
    role text not null references auth.role (code),
    primary key (tenant, account, role),
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Deny wins over every role and every grant.
create table auth.account_override (
    tenant uuid not null,
    account uuid not null,
    permission text not null references auth.permission (code),
    effect text not null check (effect in ('grant', 'deny')),
    changed_by uuid, -- null for what was there before anybody signed in
    changed_at timestamptz not null default clock_timestamp(),
    primary key (tenant, account, permission),
    foreign key (tenant, account) references auth.account (tenant, id),
    foreign key (tenant, changed_by) references auth.account (tenant, id)
);

-- What a practice may switch off as a whole, and the permissions that go with it. None of them is needed to switch it on again.
create table auth.feature (
    code text primary key
);
create table auth.feature_permission (
    feature text not null references auth.feature (code),
    permission text not null references auth.permission (code),
    primary key (feature, permission)
);

-- A practice that has said nothing about a feature has it.
create table auth.feature_flag (
    tenant uuid not null references practice.practice (id),
    flag text not null references auth.feature (code),
    enabled boolean not null,
    changed_by uuid,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (tenant, flag),
    foreign key (tenant, changed_by) references auth.account (tenant, id)
);

-- Whose day an assistant works on.
create table auth.assistance (
    tenant uuid not null,
    account uuid not null,
    provider uuid not null,
    primary key (tenant, account, provider),
    foreign key (tenant, account) references auth.account (tenant, id),
    foreign key (tenant, provider) references practice.provider (tenant, id)
);

create table auth.password (
    tenant uuid not null,
    account uuid primary key,
    password_hash text not null,
    changed_at timestamptz not null default now(),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.totp (
    tenant uuid not null,
    account uuid primary key,
    sealed_seed bytea not null,
    last_step bigint not null default 0,
    enrolled_at timestamptz not null default now(),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.recovery_code (
    tenant uuid not null,
    account uuid not null,
    code_hash bytea not null check (length(code_hash) = 32),
    primary key (tenant, account, code_hash),
    foreign key (tenant, account) references auth.account (tenant, id)
);

create table auth.invitation (
    tenant uuid not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null unique check (length(token_hash) = 32),
    sealed_seed bytea not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Between the first factor and the second.
create table auth.challenge (
    tenant uuid not null,
    challenge_hash bytea primary key check (length(challenge_hash) = 32),
    account uuid not null,
    expires_at timestamptz not null,
    foreign key (tenant, account) references auth.account (tenant, id)
);

-- Failures by place: a keyed hash of practice and name, existing or not, folded into a bounded number of places.
create table auth.guess_count (
    place bigint primary key,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz
);

create table auth.device (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    public_key bytea,
    enrolled_at timestamptz not null default now(),
    revoked_at timestamptz,
    primary key (tenant, id)
);

create table auth.session (
    tenant uuid not null,
    id uuid not null,
    account uuid not null,
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null default clock_timestamp(),
    last_seen_at timestamptz not null default clock_timestamp(),
    absolute_expiry timestamptz not null default clock_timestamp() + interval '12 hours'
        check (absolute_expiry <= created_at + interval '12 hours 1 minute'),
    idle_limit interval not null default '30 minutes' check (idle_limit <= interval '30 minutes'),
    device text not null default '',
    source text not null default '',
    revoked_at timestamptz,
    factor_at timestamptz not null default clock_timestamp(), -- when its person last showed one
    primary key (tenant, id),
    foreign key (tenant, account) references auth.account (tenant, id)
);
create index session_of_account on auth.session (tenant, account) where revoked_at is null;

create table auth.cache_share (
    tenant uuid not null,
    account uuid not null,
    device text not null,
    id uuid not null,
    sealed bytea not null,
    primary key (tenant, account, device),
    foreign key (tenant, account) references auth.account (tenant, id)
);

insert into auth.role (code) values ('front_desk'), ('provider'), ('biller'), ('manager'), ('assistant'),
    ('privacy_officer'), ('owner'), ('platform_admin');
insert into auth.permission (code) values
    ('schedule.read'), ('schedule.read.all'), ('schedule.write'), ('schedule.overbook'),
    ('patient.search'), ('patient.read'), ('patient.read.all'), ('patient.write'),
    ('coverage.read'), ('audit.read'), ('audit.checkpoint'), ('sessions.read'), ('sessions.revoke'), ('health.read');
-- Without schedule.read.all a person sees the columns that are theirs; without patient.read.all, their panel.
insert into auth.role_permission (role, permission)
select g.role, p from (values
    ('front_desk', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                         'patient.read', 'patient.read.all', 'patient.write', 'coverage.read', 'audit.checkpoint']),
    ('provider', array['schedule.read', 'schedule.write', 'patient.search', 'patient.read', 'audit.checkpoint']),
    ('assistant', array['schedule.read', 'schedule.write', 'patient.search', 'patient.read', 'audit.checkpoint']),
    ('biller', array['coverage.read', 'audit.checkpoint']),
    ('manager', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                      'patient.read', 'patient.read.all', 'sessions.read', 'sessions.revoke', 'audit.checkpoint']),
    ('privacy_officer', array['audit.read', 'audit.checkpoint', 'sessions.read']),
    ('owner', array['schedule.read', 'schedule.read.all', 'schedule.write', 'schedule.overbook', 'patient.search',
                    'patient.read', 'patient.read.all', 'patient.write', 'coverage.read', 'audit.read',
                    'audit.checkpoint', 'sessions.read', 'sessions.revoke']),
    ('platform_admin', array['health.read'])) as g (role, permissions), unnest(g.permissions) p;
insert into auth.feature (code) values ('booking'), ('overbooking'), ('patient_search'), ('patient_intake'), ('coverage');
insert into auth.feature_permission (feature, permission) values
    ('booking', 'schedule.write'), ('booking', 'schedule.overbook'), ('overbooking', 'schedule.overbook'),
    ('patient_search', 'patient.search'), ('patient_intake', 'patient.write'), ('coverage', 'coverage.read');
