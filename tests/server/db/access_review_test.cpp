// Why a chart was opened, or a name borrowed: read by who reviews it, and by nobody about themselves.
// Attacked with SQL on the API's login.

#include "tests/server/db/access_practices.h"

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;
using custos::testing::sealedReason;

namespace {

constexpr const char* nobody = "'eeeeeeee-0000-4000-8000-000000000000'";
constexpr const char* calls[] = {"access.review_break_glass", "access.review_impersonations"};

class AccessReview : public AccessPractices {
protected:
    void TearDown() override {
        (void)database->superuser(
            "set session_replication_role = replica; delete from access.break_glass; "
            "insert into auth.account_role (tenant, account, role) select tenant, id, "
            "'owner' from auth.account where username = 'owner' on conflict do nothing; "
            "delete from access.impersonation; delete from auth.account_override; "
            "delete from auth.account_role r "
            "using auth.account a where a.id = r.account and a.username <> r.role and "
            "a.username <> 'colleague'");
    }

    /// Opened by that person in a session of theirs, on somebody or nobody; when, as minutes ago.
    static std::string glass(const std::string& username, const char* tenant = alpha, int ago = 0,
                             bool met = true) {
        return line(
            "insert into access.break_glass (tenant, id, account, session, named, patient, category, "
            "reason_sealed, opened_at, until) select a.tenant, gen_random_uuid(), a.id, s.id, p.id, " +
            std::string(met ? "p.id" : "null") + ", 'other', " + sealedReason +
            ", o.at, o.at + interval '15 minutes' from auth.account a join auth.session s on s.account = "
            "a.id "
            "cross join lateral (select p.id from practice.patient p where p.tenant = a.tenant order by p.id "
            "desc limit 1) p cross join (select now() - interval '" +
            std::to_string(ago) + " minutes' as at) o where a.username = '" + username +
            "' and a.tenant = '" + tenant + "' limit 1 returning id");
    }
    /// Of that person's name, by the operator.
    static std::string borrowed(const std::string& username, const char* tenant = alpha) {
        return line(
            "insert into access.impersonation (tenant, id, account, impersonator_tenant, impersonator, "
            "session, reason_sealed, opened_at, until) select a.tenant, gen_random_uuid(), a.id, o.tenant, "
            "o.id, gen_random_uuid(), " +
            std::string(sealedReason) +
            ", now(), now() + interval '15 minutes' from auth.account a, auth.account o where a.username = "
            "'" +
            username + "' and a.tenant = '" + tenant + "' and o.username = 'platform_admin' returning id");
    }
    static std::string page(const std::string& call, const std::string& before = "null") {
        return call + "(" + before + ", 50)";
    }
    static std::string seen(const std::string& who, const std::string& call, const std::string& id) {
        return countFor(who, page(call) + " where id = '" + id + "'");
    }
    static void give(const std::string& username, const std::string& permission) {
        (void)database->superuser(
            "insert into auth.account_override (tenant, account, permission, effect) select tenant, id, '" +
            permission + "', 'grant' from auth.account where username = '" + username + "'");
    }
};

} // namespace

TEST_F(AccessReview, IsTheOwnersAndThePrivacyOfficersAndOfTheirPractice) {
    const std::string made[] = {glass("provider"), borrowed("front_desk")};
    for (int n = 0; n < 2; ++n) {
        for (const char* who : {"alpha:owner", "alpha:privacy_officer"})
            EXPECT_EQ(seen(who, calls[n], made[n]), "1") << who << calls[n];
        for (const char* who : {"beta:owner", "beta:privacy_officer"})
            EXPECT_EQ(countFor(who, page(calls[n])), "0") << who << calls[n];
        for (const char* who : {"alpha:manager", "alpha:biller", "alpha:front_desk", "alpha:assistant",
                                "alpha:provider", "alpha:colleague", "platform:platform_admin"})
            EXPECT_EQ(countFor(who, page(calls[n])), "0") << who << calls[n];
        EXPECT_EQ(rowsOf(Duty::Api, "select count(*) from " + page(calls[n])), "0\n");
        for (const auto duty : {Duty::Auth, Duty::Operations, Duty::Audit, Duty::Keys, Duty::Sequencer})
            EXPECT_EQ(database->inject(duty, "select * from " + page(calls[n])), "42501") << calls[n];
    }
}

TEST_F(AccessReview, NobodyReviewsTheirOwnAndTheOwnersIsThePrivacyOfficers) {
    const std::string owners[] = {glass("owner"), borrowed("owner")};
    const std::string officers[] = {glass("privacy_officer"), borrowed("privacy_officer")};
    for (int n = 0; n < 2; ++n) {
        EXPECT_EQ(seen("alpha:owner", calls[n], owners[n]), "0") << calls[n];
        EXPECT_EQ(seen("alpha:privacy_officer", calls[n], owners[n]), "1") << calls[n];
        EXPECT_EQ(seen("alpha:owner", calls[n], officers[n]), "1") << calls[n];
        EXPECT_EQ(seen("alpha:privacy_officer", calls[n], officers[n]), "0") << calls[n];
    }
}

TEST_F(AccessReview, AnotherOwnerIsNoPrivacyOfficer) {
    const std::string owners[] = {glass("owner"), borrowed("owner")};
    alsoIs("manager", "owner");
    for (int n = 0; n < 2; ++n)
        EXPECT_EQ(seen("alpha:manager", calls[n], owners[n]), "0") << calls[n];
    alsoIs("manager", "privacy_officer");
    for (int n = 0; n < 2; ++n)
        EXPECT_EQ(seen("alpha:manager", calls[n], owners[n]), "1") << calls[n];
    // nor is an owner who is the privacy officer one for themselves
    alsoIs("owner", "privacy_officer");
    for (int n = 0; n < 2; ++n)
        EXPECT_EQ(seen("alpha:owner", calls[n], owners[n]), "0") << calls[n];
}

/// By the roles at the time: who takes the owner's from somebody has not been made their reviewer by it.
TEST_F(AccessReview, WhatAnOwnerDidStaysThePrivacyOfficersThoughTheRoleIsTaken) {
    const std::string owners[] = {glass("owner"), borrowed("owner")};
    alsoIs("manager", "owner");
    noLongerIs("owner", "owner");
    for (int n = 0; n < 2; ++n) {
        EXPECT_EQ(seen("alpha:manager", calls[n], owners[n]), "0") << calls[n];
        EXPECT_EQ(seen("alpha:privacy_officer", calls[n], owners[n]), "1") << calls[n];
    }
    const std::string since[] = {glass("owner"), borrowed("owner")}; // not as an owner any more
    for (int n = 0; n < 2; ++n)
        EXPECT_EQ(seen("alpha:manager", calls[n], since[n]), "1") << calls[n];
}

TEST_F(AccessReview, WhoBecomesAnOwnerHidesNothingThatTheyDidBefore) {
    const std::string before[] = {glass("manager"), borrowed("manager")};
    alsoIs("manager", "owner");
    const std::string after[] = {glass("manager"), borrowed("manager")};
    for (int n = 0; n < 2; ++n) {
        EXPECT_EQ(seen("alpha:owner", calls[n], before[n]), "1") << calls[n];
        EXPECT_EQ(seen("alpha:owner", calls[n], after[n]), "0") << calls[n];
        EXPECT_EQ(seen("alpha:privacy_officer", calls[n], after[n]), "1") << calls[n];
    }
}

/// By the function that a provider calls, too: an owner who may break glass.
TEST_F(AccessReview, WhoWasAnOwnerIsTheDatabasesToSay) {
    give("owner", "break_glass.open");
    freshen();
    ASSERT_EQ(stateFor("alpha:owner", "select access.open_break_glass(gen_random_uuid(), "
                                      "array['\\x00'::bytea], 'other', " +
                                          std::string(sealedReason) + ")"),
              "00000");
    EXPECT_EQ(line("select by_owner from access.break_glass"), "t");
    EXPECT_EQ(line("select by_owner from access.incident where kind = 'break_glass'"), "t");
    // whatever is said of it, and by whom it is never changed
    EXPECT_EQ(
        line("insert into access.incident (tenant, kind, actor, by_owner) select tenant, 'planted', id, "
             "false from auth.account where username = 'owner' limit 1 returning by_owner"),
        "t");
    EXPECT_EQ(
        line("insert into access.incident (tenant, kind, actor, by_owner) select tenant, 'planted', id, "
             "true from auth.account where username = 'provider' limit 1 returning by_owner"),
        "f");
    EXPECT_EQ(line("select count(*) from pg_roles r, unnest(array['access.incident', 'access.break_glass', "
                   "'access.impersonation']) t where r.rolname like 'custos\\_%' and not r.rolsuper and "
                   "r.rolname <> 'custos_owner' and has_column_privilege(r.oid, t, 'by_owner', 'update')"),
              "0");
    (void)database->superuser("delete from access.incident");
    unfreshen();
}

/// What a reviewer sees is no broken glass of theirs: it opens no chart, however much else they may.
TEST_F(AccessReview, OpensNoChartToTheReviewer) {
    const auto id = glass("provider");
    for (const char* permission : {"patient.read", "break_glass.open"})
        give("privacy_officer", permission);
    const std::string patient =
        "practice.patient where id = (select patient from access.break_glass limit 1)";
    ASSERT_EQ(seen("alpha:privacy_officer", calls[0], id), "1");
    EXPECT_EQ(countFor("alpha:privacy_officer", "access.break_glass"), "0");
    EXPECT_EQ(countFor("alpha:privacy_officer", "practice.patient"), "0");
    EXPECT_EQ(countFor("alpha:privacy_officer", "phi.patient_key"), "0");
    EXPECT_EQ(countFor("alpha:provider", patient), "1"); // whose glass it is
}

TEST_F(AccessReview, SaysWhetherSomebodyWasMetAndNeverWho) {
    const auto met = glass("provider");
    const auto missed = glass("provider", alpha, 0, false);
    const auto row = [](const std::string& id) {
        return "select met || ' ' || r::text from " + page(calls[0]) + " r where id = '" + id + "'";
    };
    EXPECT_EQ(lineFor("alpha:owner", row(met)).substr(0, 4), "true");
    EXPECT_EQ(lineFor("alpha:owner", row(missed)).substr(0, 5), "false");
    const auto named = line("select named from access.break_glass where id = '" + met + "'");
    EXPECT_EQ(lineFor("alpha:owner", row(met)).find(named), std::string::npos);
}

/// The page that follows another practice's, one's own, and one that is nobody's: all alike.
TEST_F(AccessReview, AForeignIdAHiddenOneAndAMissingOneLookAlike) {
    const auto newer = glass("provider");
    const auto older = glass("colleague", alpha, 60);
    EXPECT_EQ(countFor("alpha:owner", page(calls[0], "'" + newer + "'") + " where id = '" + older + "'"),
              "1");
    for (const auto& hidden :
         {"'" + glass("provider", beta) + "'", "'" + glass("owner") + "'", std::string(nobody)})
        EXPECT_EQ(
            rowsOf(Duty::Api, entered("alpha:owner", "select count(*) from " + page(calls[0], hidden))),
            rowsOf(Duty::Api, entered("alpha:owner", "select count(*) from " + page(calls[0], nobody))));
    EXPECT_EQ(countFor("alpha:owner", page(calls[0], nobody)), "0");
}

TEST_F(AccessReview, StandsInNoTableThatTheApiReads) {
    (void)glass("provider");
    (void)borrowed("front_desk");
    for (const char* sql :
         {"select reason_sealed from access.break_glass", "select account from access.break_glass",
          "select * from access.impersonation", "set role custos_review", "set role custos_context",
          "select access.may_review(gen_random_uuid(), null, false)"})
        EXPECT_EQ(stateFor("alpha:owner", sql), "42501") << sql;
    EXPECT_EQ(
        line("select rolcanlogin or rolsuper or rolbypassrls from pg_roles where rolname = 'custos_review'"),
        "f");
}

TEST_F(AccessReview, IsNotLentToWhoActsUnderTheOwnersName) {
    (void)glass("provider");
    (void)database->superuser("update auth.session set factor_at = clock_timestamp()");
    const std::string start = "select access.start_impersonation(gen_random_uuid(), '" + std::string(alpha) +
                              "', '" + account("owner") + "', " + sealedReason + ")";
    ASSERT_EQ(stateFor("platform:platform_admin", start), "00000");
    for (const auto* call : calls)
        EXPECT_EQ(countFor("platform:platform_admin", page(call)), "0") << call;
    EXPECT_EQ(countFor("alpha:owner", page(calls[0])), "1");
}
