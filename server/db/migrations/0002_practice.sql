-- Practices, their places and their people; nothing here is PHI.
create table practice.practice (
    id uuid primary key,
    code text not null constraint practice_code_key unique check (code ~ '^[a-z0-9-]{1,64}$'),
    name text not null,
    idle_lock_seconds integer not null default 600 check (idle_lock_seconds between 60 and 1800),
    display_offset interval not null default '0', -- demo practices alone: shifts what is shown, never what is enforced
    created_at timestamptz not null default now()
);

-- For whom imported visits were made (docs/import.md); not practices of this server.
create table practice.organization (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    primary key (tenant, id)
);

create table practice.location (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    time_zone text not null,
    organization uuid,
    primary key (tenant, id),
    foreign key (tenant, organization) references practice.organization (tenant, id)
);

-- When the doors are open: local time. Providers' own hours lie within.
create table practice.location_hours (
    tenant uuid not null,
    location uuid not null,
    weekday smallint not null check (weekday between 1 and 7), -- ISO 8601
    opens time not null,
    closes time not null check (closes > opens),
    primary key (tenant, location, weekday, opens),
    foreign key (tenant, location) references practice.location (tenant, id)
);

create table practice.holiday (
    tenant uuid not null,
    location uuid not null,
    day date not null,
    label text not null,
    primary key (tenant, location, day),
    foreign key (tenant, location) references practice.location (tenant, id)
);

create table practice.room (
    tenant uuid not null,
    id uuid not null,
    location uuid not null,
    name text not null,
    capacity smallint not null default 1 check (capacity between 1 and 3),
    primary key (tenant, id),
    foreign key (tenant, location) references practice.location (tenant, id)
);

create table practice.provider (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    display_name text not null,
    specialty text not null default '',
    default_room uuid,
    home_location uuid not null,
    position smallint not null default 0,
    bookable boolean not null default true, -- false for those who are known only from past visits
    primary key (tenant, id),
    foreign key (tenant, default_room) references practice.room (tenant, id),
    foreign key (tenant, home_location) references practice.location (tenant, id)
);

create table practice.provider_location (
    tenant uuid not null,
    provider uuid not null,
    location uuid not null,
    primary key (tenant, provider, location),
    foreign key (tenant, provider) references practice.provider (tenant, id),
    foreign key (tenant, location) references practice.location (tenant, id)
);

-- Working hours: local time of the location.
create table practice.template_hours (
    tenant uuid not null,
    provider uuid not null,
    location uuid not null,
    weekday smallint not null check (weekday between 1 and 7), -- ISO 8601
    starts time not null,
    ends time not null check (ends > starts),
    primary key (tenant, provider, weekday, starts),
    foreign key (tenant, provider) references practice.provider (tenant, id),
    foreign key (tenant, location) references practice.location (tenant, id)
);

create table practice.appointment_type (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    name text not null,
    minutes smallint not null check (minutes between 5 and 720),
    confidential boolean not null default false,
    neutral_label text not null default '',
    active boolean not null default true,
    primary key (tenant, id)
);
