-- Patients. What names a person or says why they come is ciphertext before it gets here (docs/encryption.md).
create table phi.tenant_key (
    tenant uuid not null references practice.practice (id),
    purpose smallint not null check (purpose between 1 and 16),
    version bigint not null check (version > 0),
    wrapped bytea not null,
    created_at timestamptz not null default now(),
    primary key (tenant, purpose, version)
);

create table practice.household (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    primary key (tenant, id)
);

create table practice.patient (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    version integer not null default 1,
    household uuid,
    given_sealed bytea,
    family_sealed bytea,
    birth_date_sealed bytea,
    phone_sealed bytea,
    email_sealed bytea,
    address_sealed bytea,
    interpreter_sealed bytea,
    access_needs_sealed bytea,
    note_sealed bytea,
    preferred_contact text not null default '' check (preferred_contact in ('', 'phone', 'text', 'email', 'letter')),
    voicemail_ok boolean not null default false,
    do_not_bill_plan boolean not null default false, -- 45 CFR 164.522(a)(1)(vi): no eligibility request either
    privacy_notice_acknowledged_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    foreign key (tenant, household) references practice.household (tenant, id)
);

-- One random key a patient, wrapped by the practice's: deleting this row shreds the person's data.
create table phi.patient_key (
    tenant uuid not null,
    patient uuid not null,
    wrapped bytea not null,
    primary key (tenant, patient),
    foreign key (tenant, patient) references practice.patient (tenant, id) deferrable initially deferred
);

create table phi.blind_index (
    tenant uuid not null,
    token bytea not null,
    patient uuid not null,
    primary key (tenant, token, patient),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);
create index blind_index_of_patient on phi.blind_index (tenant, patient);

-- Read by detection alone.
create table phi.honeypot (
    tenant uuid not null,
    patient uuid not null,
    until timestamptz not null,
    primary key (tenant, patient),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);

create table practice.related_person (
    tenant uuid not null,
    id uuid not null,
    patient uuid not null,
    name_sealed bytea,
    birth_date_sealed bytea,
    phone_sealed bytea,
    email_sealed bytea,
    address_sealed bytea,
    notes_sealed bytea, -- relation, who may consent, who may and who must not be told, custody
    primary key (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);

create table practice.coverage (
    tenant uuid not null,
    id uuid not null,
    patient uuid not null,
    priority smallint not null default 1 check (priority between 1 and 9),
    payer_sealed bytea,
    plan_sealed bytea,
    member_id_sealed bytea,
    benefits_sealed bytea, -- copay, deductible and how much of it is met, coinsurance, annual maximum, frequency limits
    primary key (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);

-- Whose panel a patient is in, and until when; written by a trigger alone.
create table practice.panel (
    tenant uuid not null,
    provider uuid not null,
    patient uuid not null,
    until timestamptz not null,
    primary key (tenant, provider, patient),
    foreign key (tenant, provider) references practice.provider (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);
create index panel_of_patient on practice.panel (tenant, patient);

-- Whose colleague has their day and panel, from which day to which, and who granted and ended it (docs/access.md).
create table practice.covering (
    tenant uuid not null,
    id uuid not null,
    absent_provider uuid not null,
    covering_provider uuid not null,
    first_day date not null,
    last_day date not null check (last_day >= first_day),
    granted_by uuid,
    granted_at timestamptz not null default clock_timestamp(),
    ended_by uuid,
    ended_at timestamptz check ((ended_at is null) = (ended_by is null)),
    primary key (tenant, id),
    check (covering_provider <> absent_provider),
    foreign key (tenant, absent_provider) references practice.provider (tenant, id),
    foreign key (tenant, covering_provider) references practice.provider (tenant, id),
    foreign key (tenant, granted_by) references auth.account (tenant, id),
    foreign key (tenant, ended_by) references auth.account (tenant, id)
);

-- What suspends every purge that it meets; named by matter and author, released by two.
create table practice.legal_hold (
    tenant uuid not null references practice.practice (id),
    id uuid not null,
    matter_sealed bytea not null, -- it may well name somebody
    author uuid not null,
    patient uuid,
    first_day date,
    last_day date,
    created_at timestamptz not null default now(),
    released_by_first uuid,
    released_by_second uuid check (released_by_second is distinct from released_by_first or released_by_first is null),
    primary key (tenant, id),
    foreign key (tenant, patient) references practice.patient (tenant, id)
);

-- Where an imported record came from, so that it merges instead of doubling.
create table practice.import_source (
    tenant uuid not null references practice.practice (id),
    source text not null,
    resource_type text not null,
    fhir_id text not null,
    record uuid not null,
    -- keyed hash of what was last taken: a record that has not changed at its source is left alone, whatever was corrected here
    fingerprint bytea not null check (length(fingerprint) = 32),
    constraint import_source_pkey primary key (tenant, source, resource_type, fhir_id)
);
create table practice.import_identifier (
    tenant uuid not null references practice.practice (id),
    source text not null,
    resource_type text not null,
    system text not null,
    value text not null,
    record uuid not null,
    primary key (tenant, source, resource_type, system, value)
);
