// What must hold of every table, function and view that there is, or will be: asked of the catalogue.

#include "tests/server/db/two_practices.h"

using custos::testing::TwoPractices;

namespace {

class Catalogue : public TwoPractices {
protected:
    /// That what `planted` makes is found by `search`, and gone again after it.
    static void findsPlanted(const std::string& planted, const std::string& search,
                             const std::string& removed) {
        EXPECT_EQ(database->superuser(search), "") << "before " << planted;
        (void)database->superuser(planted);
        EXPECT_NE(database->superuser(search), "") << planted;
        (void)database->superuser(removed);
        EXPECT_EQ(database->superuser(search), "") << "after " << removed;
    }
};

constexpr const char* unprotected = R"(
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
      and (c.oid = 'practice.practice'::regclass
           or exists (select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped))
      and not (c.relrowsecurity and c.relforcerowsecurity
               and exists (select from pg_policy p where p.polrelid = c.oid)))";

constexpr const char* withoutTenant = R"(
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'migration')
      and not exists (select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped)
      and c.oid::regclass::text not in ('practice.practice', 'context.key', 'auth.role', 'auth.permission',
          'auth.role_permission', 'auth.feature', 'auth.feature_permission', 'auth.guess_count', 'audit.cluster', 'audit.sequencer'))";

constexpr const char* talkative = R"(
    select distinct c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_policy p on p.polrelid = c.oid
    where n.nspname not in ('pg_catalog', 'information_schema')
      and p.polroles @> array['custos_api'::regrole::oid]
      and pg_get_expr(coalesce(p.polqual, p.polwithcheck), c.oid) !~ 'auth\.tenant\(\)')";

constexpr const char* foreignKeysWithoutTenant = R"(
    select c.conrelid::regclass || ' ' || c.conname from pg_constraint c
    join pg_namespace n on n.oid = c.connamespace
    where c.contype = 'f' and n.nspname not in ('pg_catalog', 'information_schema')
      and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'tenant')
      and not exists (select from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k
                      where a.attname = 'tenant'))";

// A unique index that leaves the tenant out tells whoever may insert whether some other practice has that
// value.
constexpr const char* uniqueWithoutTenant = R"(
    select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where (i.indisunique or i.indisexclusion) and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant')
      and not exists (select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'tenant' and a.attnum = any (i.indkey))
      and has_any_column_privilege('custos_api', c.oid, 'insert, update'))";

constexpr const char* definers = R"(
    select p.oid::regproc from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema', 'extensions')
      and (p.oid::regproc::text not in ('context.seal', 'context.claims', 'context.install', 'auth.enter',
               'auth.enter_service', 'auth.change_sign_in_policy', 'auth.note_lockout', 'auth.create_account',
               'auth.disable_account', 'auth.enable_account', 'auth.sign_out_account', 'auth.invite_account',
               'auth.list_accounts', 'auth.enter_key', 'auth.create_service_account',
               'auth.revoke_service_account', 'auth.list_service_accounts', 'auth.replace_roles',
               'auth.set_override', 'auth.set_feature_flag', 'auth.keep_an_owner', 'auth.list_roles',
               'auth.list_feature_flags', 'auth.explain_rights', 'auth.enter_as', 'auth.is_program',
               'auth.refuse_program', 'practice.decide_opening', 'practice.grant_panel', 'practice.tell_schedule', 'practice.lock_slots',
               'practice.busy', 'practice.openings', 'audit.is_foreign_cluster', 'audit.current_epoch',
               'audit.append_batch', 'audit.append', 'audit.newest_checkpoint', 'audit.tree_nodes',
               'audit.sealed_at', 'audit.search',
               'access.raise_incident', 'access.report', 'access.acknowledge',
               'access.open_break_glass', 'access.end_break_glass', 'access.opened_here',
               'practice.grant_covering', 'practice.end_covering',
               'access.impersonation_target', 'access.start_impersonation', 'access.end_impersonation',
               'access.standing_impersonation', 'access.demand_standing', 'access.tenants', 'access.may_review',
               'access.note_owner', 'access.review_break_glass', 'access.review_impersonations',
               'phi.demand_newest_key', 'phi.demand_present_key', 'phi.check_patient', 'phi.check_related_person',
               'phi.check_coverage', 'phi.check_waitlist', 'phi.check_appointment', 'phi.judge_opening',
               'phi.count_patients', 'phi.count_days', 'phi.lift', 'phi.lift_own_block', 'phi.lift_block')
           or p.proowner <> case when p.oid::regproc::text in ('access.review_break_glass', 'access.review_impersonations')
                                 then 'custos_review' else 'custos_context' end::regrole
           or not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)))";

constexpr const char* callableByTheApi = R"(
    select p.oid::regproc from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ('pg_catalog', 'information_schema')
      and has_function_privilege('custos_api', p.oid, 'execute')
      and not exists (select from pg_depend d join pg_extension e on e.oid = d.refobjid
                      where d.objid = p.oid and d.deptype = 'e' and e.extname = 'btree_gist')
      and p.oid::regproc::text not in ('context.claims', 'auth.tenant', 'auth.account', 'auth.session',
          'auth.provider', 'auth.has', 'auth.service', 'auth.columns', 'auth.demand', 'auth.enter',
          'auth.is_fresh', 'auth.demand_fresh', 'auth.policy_of', 'auth.change_sign_in_policy',
          'auth.create_account', 'auth.disable_account', 'auth.enable_account', 'auth.sign_out_account',
          'auth.invite_account', 'auth.list_accounts', 'auth.enter_key', 'auth.create_service_account',
          'auth.revoke_service_account', 'auth.list_service_accounts', 'auth.replace_roles', 'auth.set_override',
          'auth.set_feature_flag', 'auth.list_roles', 'auth.list_feature_flags', 'auth.explain_rights', 'auth.enter_as',
          'practice.lock_slots', 'practice.busy', 'practice.openings', 'audit.append', 'audit.newest_checkpoint',
          'audit.tree_nodes', 'audit.sealed_at', 'audit.search', 'access.report', 'access.acknowledge',
          'access.open_break_glass', 'access.end_break_glass',
          'practice.grant_covering', 'practice.end_covering',
          'access.impersonation_target', 'access.start_impersonation', 'access.end_impersonation',
          'access.standing_impersonation', 'access.demand_standing', 'access.tenants',
          'access.review_break_glass', 'access.review_impersonations', 'access.demand_in_sight', 'access.opened_here',
          'phi.key_version', 'phi.count_patients', 'phi.count_days', 'phi.lift_own_block', 'phi.lift_block'))";

// A function of SQL with a `set` is parsed and planned in every statement that has it in a policy (decision
// 0140).
constexpr const char* plannedAnew = R"(
    select distinct p.oid::regproc from pg_depend d
    join pg_proc p on p.oid = d.refobjid join pg_language l on l.oid = p.prolang
    where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass
      and l.lanname = 'sql' and p.proconfig is not null)";

constexpr const char* viewsOfTheirOwner = R"(
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v' and n.nspname not in ('pg_catalog', 'information_schema')
      and not coalesce('security_invoker=true' = any (c.reloptions), false))";

constexpr const char* openToEverybody = R"(
    select x.name from (
        select c.oid::regclass::text as name, c.relacl as acl, c.relnamespace as schema from pg_class c
        union all select p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)), p.pronamespace
        from pg_proc p where p.prorettype <> 'trigger'::regtype
        union all select n.nspname::text, n.nspacl, n.oid from pg_namespace n) x
    join pg_namespace n on n.oid = x.schema, aclexplode(x.acl) a
    where n.nspname in ('auth', 'practice', 'phi', 'audit', 'context', 'access', 'migration', 'extensions')
      and a.grantee = 0)";

} // namespace

TEST_F(Catalogue, EveryTableWithATenantForcesRowLevelSecurityAndHasAPolicy) {
    findsPlanted("create table practice.planted (tenant uuid)", unprotected, "drop table practice.planted");
}

TEST_F(Catalogue, ProtectionSwitchedOffOnOneTableIsFound) {
    findsPlanted("alter table practice.patient no force row level security", unprotected,
                 "alter table practice.patient force row level security");
    findsPlanted("alter table practice.practice disable row level security", unprotected,
                 "alter table practice.practice enable row level security");
}

TEST_F(Catalogue, ATableWithoutATenantIsOneOfAFew) {
    findsPlanted("create table practice.planted (patient uuid)", withoutTenant,
                 "drop table practice.planted");
}

TEST_F(Catalogue, EveryPolicyForTheApiAsksForTheTenant) {
    findsPlanted("create policy planted on practice.patient to custos_api using (true)", talkative,
                 "drop policy planted on practice.patient");
}

TEST_F(Catalogue, ForeignKeysNameTheTenant) {
    findsPlanted("create table auth.planted (tenant uuid, account uuid references auth.account (id))",
                 foreignKeysWithoutTenant, "drop table auth.planted");
}

TEST_F(Catalogue, WhatTheApiWritesIsUniqueWithinItsTenant) {
    findsPlanted("create unique index planted on practice.patient (id)", uniqueWithoutTenant,
                 "drop index practice.planted");
}

TEST_F(Catalogue, NoOtherDefinerFunctionsThanThoseAllowedAndAllPinTheirSearchPath) {
    findsPlanted("create function audit.planted() returns int security definer language sql as 'select 1'",
                 definers, "drop function audit.planted()");
    findsPlanted("alter function auth.enter(bytea) reset search_path", definers,
                 "alter function auth.enter(bytea) set search_path = pg_catalog, pg_temp");
}

TEST_F(Catalogue, TheApiCallsNoOtherFunctionsThanThoseAllowed) {
    findsPlanted("grant execute on function context.seal(context.claims) to custos_api", callableByTheApi,
                 "revoke execute on function context.seal(context.claims) from custos_api");
}

TEST_F(Catalogue, WhatPoliciesAskIsNotPlannedInEveryStatement) {
    findsPlanted("alter function auth.tenant() set search_path = pg_catalog, pg_temp", plannedAnew,
                 "alter function auth.tenant() reset search_path");
}

TEST_F(Catalogue, ViewsShowWhatTheirReaderMaySee) {
    findsPlanted("create view practice.planted as select * from practice.patient", viewsOfTheirOwner,
                 "drop view practice.planted");
}

TEST_F(Catalogue, NothingOfOursIsOpenToEverybody) {
    findsPlanted("grant select on practice.room to public", openToEverybody,
                 "revoke select on practice.room from public");
}
