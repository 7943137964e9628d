-- The newest checkpoint of a practice is replaced; the first of each size is kept for good.
-- $1 uuid[] practices, $2 bigint[] sizes, $3 timestamptz[] when signed, $4 text[] signed notes.
with signed as (
    select c.tenant, c.size, c.signed_at, c.note
    from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) as c (tenant, size, signed_at, note)
), kept as (
    insert into audit.checkpoints (tenant, size, signed_at, note)
    select s.tenant, s.size, s.signed_at, s.note from signed s
    on conflict (tenant, size) do nothing
)
insert into audit.heads (tenant, size, signed_at, note)
select s.tenant, s.size, s.signed_at, s.note from signed s
on conflict (tenant) do update set size = excluded.size, signed_at = excluded.signed_at, note = excluded.note;
