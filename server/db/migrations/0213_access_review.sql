-- Who reviews break-glass and impersonations reads why they were opened (docs/access.md, "Review").
insert into auth.permission (code) values ('access.review');
insert into auth.role_permission (role, permission) values ('owner', 'access.review'), ('privacy_officer', 'access.review');

-- A role of its own: a row of break_glass that the API's login sees opens a chart (0210), so that a reviewer's rows must never
-- be seen by it. They come out of the functions below, whose owner these policies bind.
create policy review on access.break_glass for select to custos_review
    using (tenant = (select auth.tenant()) and (select auth.has('access.review')) and access.may_review(account, null, by_owner));
create policy review on access.impersonation for select to custos_review
    using (tenant = (select auth.tenant()) and (select auth.has('access.review'))
           and access.may_review(impersonator, account, by_owner));

create index break_glass_by_time on access.break_glass (tenant, opened_at, id);
create index impersonation_by_time on access.impersonation (tenant, opened_at, id);
create index incident_by_reference on access.incident (tenant, reference) where reference is not null;

-- A page, the newest first: what comes before `before`, which the reviewer must be able to see. Whether somebody was met, and
-- never who. To whom the policies show nothing, it is empty: the refusal, and its entry, are the API's.
create function access.review_break_glass(before uuid, at_most bigint)
returns table (id uuid, account uuid, category text, met boolean, reason bytea, opened_at timestamptz, until timestamptz,
               ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select g.id, g.account, g.category, g.patient is not null, g.reason_sealed, g.opened_at, g.until, g.ended_at
    from access.break_glass g
    where review_break_glass.before is null
          or (g.opened_at, g.id) < (select b.opened_at, b.id from access.break_glass b where b.id = review_break_glass.before)
    order by g.opened_at desc, g.id desc
    limit at_most;
end;

create function access.review_impersonations(before uuid, at_most bigint)
returns table (id uuid, impersonator uuid, account uuid, reason bytea, opened_at timestamptz, until timestamptz,
               ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select i.id, i.impersonator, i.account, i.reason_sealed, i.opened_at, i.until, i.ended_at
    from access.impersonation i
    where review_impersonations.before is null
          or (i.opened_at, i.id) < (select b.opened_at, b.id from access.impersonation b
                                    where b.id = review_impersonations.before)
    order by i.opened_at desc, i.id desc
    limit at_most;
end;

grant create on schema access to custos_context, custos_review;
alter function access.review_break_glass(uuid, bigint) owner to custos_review;
alter function access.review_impersonations(uuid, bigint) owner to custos_review;
revoke create on schema access from custos_context, custos_review;
grant usage on schema access, auth, context to custos_review;
grant select (tenant, id, account, patient, category, reason_sealed, opened_at, until, ended_at, by_owner)
    on access.break_glass to custos_review;
grant select (tenant, id, account, impersonator, reason_sealed, opened_at, until, ended_at, by_owner)
    on access.impersonation to custos_review;
grant execute on function access.may_review(uuid, uuid, boolean), context.claims(), auth.tenant(), auth.has(text) to custos_review;
grant execute on function access.review_break_glass(uuid, bigint), access.review_impersonations(uuid, bigint) to custos_api;
