// Who raises incidents, who reads them, and that nobody waves through what they did themself.

#include "tests/server/db/access_practices.h"

using custos::db::Duty;
using custos::testing::AccessPractices;
using custos::testing::alpha;
using custos::testing::beta;

namespace {

class Incidents : public AccessPractices {
protected:
    void TearDown() override { (void)database->superuser("delete from access.incident"); }

    static std::string raise(const std::string& actor, const std::string& subject,
                             const char* tenant = alpha) {
        const auto quoted = [](const std::string& id) { return id.empty() ? "null" : "'" + id + "'"; };
        (void)database->superuser(
            std::string("insert into access.incident (tenant, kind, actor, subject_account) "
                        "values ('") +
            tenant + "', 'break_glass', " + quoted(actor) + ", " + quoted(subject) + ")");
        return line("select id from access.incident order by at desc limit 1");
    }
    static std::string acknowledge(const std::string& who, const std::string& incident) {
        return stateFor(who, "select access.acknowledge('" + incident + "')");
    }
    static std::string acknowledged(const std::string& incident) {
        return line("select count(*) from access.incident where acknowledged_by is not null and id = '" +
                    incident + "'");
    }
};

} // namespace

TEST_F(Incidents, WhoRaisesOneCanNeitherReadNorChangeWhatWasRaised) {
    const std::string raised = std::string("select access.raise_incident('") + alpha +
                               "', 'lockout', null, null, null, null) is not null";
    EXPECT_EQ(rowsOf(Duty::Auth, raised), "t\n");
    for (const char* sql : {"select kind from access.incident", "update access.incident set kind = 'nothing'",
                            "delete from access.incident", "truncate access.incident"}) {
        EXPECT_EQ(database->inject(Duty::Auth, sql), "42501") << sql;
        EXPECT_EQ(database->inject(Duty::Operations, sql), "42501") << sql;
    }
    EXPECT_EQ(line("select count(*) from access.incident"), "1");
}

TEST_F(Incidents, AServiceRaisesThemInThePracticeItHasEntered) {
    const auto raise = [](const char* tenant) {
        return database->inject(Duty::Operations,
                                std::string("begin; select auth.enter_service('") + alpha +
                                    "', 'detection'); select access.raise_incident('" + tenant +
                                    "', 'honeypot_opened', null, null, null, null); commit");
    };
    EXPECT_EQ(raise(beta), "CU403");
    EXPECT_EQ(raise(alpha), "00000");
    EXPECT_EQ(line("select count(*) from access.incident"), "1");
}

TEST_F(Incidents, ASessionReportsItselfAndNobodyElse) {
    EXPECT_EQ(database->inject(Duty::Api, "select access.report('decrypt_block', null, null)"), "CU401");
    ASSERT_EQ(stateFor("alpha:provider", "select access.report('decrypt_block', null, null)"), "00000");
    EXPECT_EQ(line("select tenant || ' ' || actor from access.incident"),
              std::string(alpha) + " " + account("provider"));
    for (const char* sql :
         {"insert into access.incident (tenant, kind) select auth.tenant(), 'forged'",
          "update access.incident set acknowledged_by = auth.account(), acknowledged_at = now()",
          "delete from access.incident",
          "select access.raise_incident(auth.tenant(), 'forged', null, null, null, null)"})
        EXPECT_EQ(stateFor("alpha:owner", sql), "42501") << sql;
}

TEST_F(Incidents, OnlyThoseWhoLookAfterThePracticeReadThem) {
    (void)raise(account("provider"), "");
    (void)raise(account("provider", beta), "", beta);
    for (const char* role : {"owner", "manager", "privacy_officer"})
        EXPECT_EQ(countFor(std::string("alpha:") + role, "access.incident"), "1") << role;
    for (const char* role : {"front_desk", "provider", "assistant", "biller"})
        EXPECT_EQ(countFor(std::string("alpha:") + role, "access.incident"), "0") << role;
    EXPECT_EQ(countFor("platform:platform_admin", "access.incident"), "0");
    EXPECT_EQ(rowsOf(Duty::Api, "select count(*) from access.incident"), "0\n");
}

TEST_F(Incidents, NobodySignsOffWhatTheyDidOrWhatConcernsThem) {
    const auto byManager = raise(account("manager"), "");
    const auto aboutManager = raise("", account("manager"));
    for (const auto& incident : {byManager, aboutManager}) {
        EXPECT_EQ(acknowledge("alpha:manager", incident), "CU403");
        EXPECT_EQ(acknowledged(incident), "0");
        EXPECT_EQ(acknowledge("alpha:owner", incident), "00000");
        EXPECT_EQ(acknowledged(incident), "1");
    }
    // not even past the function: the table refuses it
    const auto own = raise(account("manager"), "");
    EXPECT_THROW(
        (void)database->superuser("update access.incident set acknowledged_by = actor, acknowledged_at = "
                                  "now() where id = '" +
                                  own + "'"),
        std::runtime_error);
}

TEST_F(Incidents, WhoMayNotReadWhySignsNoBrokenGlassOff) {
    for (const char* kind : {"break_glass", "impersonation"}) {
        const auto incident = raise(account("provider"), "");
        (void)database->superuser(std::string("update access.incident set kind = '") + kind +
                                  "' where id = '" + incident + "'");
        EXPECT_EQ(acknowledge("alpha:manager", incident), "CU403") << kind;
        EXPECT_EQ(acknowledged(incident), "0") << kind;
        EXPECT_EQ(acknowledge("alpha:owner", incident), "00000") << kind;
    }
}

TEST_F(Incidents, WhatTheOwnerDidIsThePrivacyOfficersToReview) {
    const auto incident = raise(account("owner"), "");
    EXPECT_EQ(acknowledge("alpha:manager", incident), "CU403");
    EXPECT_EQ(acknowledge("alpha:owner", incident), "CU403");
    EXPECT_EQ(acknowledge("alpha:privacy_officer", incident), "00000");
    EXPECT_EQ(acknowledged(incident), "1");
}

/// By the roles at the time, of whoever did it and of whom it concerns.
TEST_F(Incidents, ARoleTakenOrGivenSinceChangesNobodyWhoSignsOff) {
    const auto byOwner = raise(account("owner"), "");
    const auto aboutOwner = raise("", account("owner"));
    const auto byManager = raise(account("manager"), "");
    alsoIs("manager", "owner");
    const auto byNewOwner = raise(account("manager"), "");
    EXPECT_EQ(acknowledge("alpha:owner", byNewOwner), "CU403");
    EXPECT_EQ(acknowledge("alpha:owner", byManager), "00000");
    noLongerIs("owner", "owner");
    for (const auto& incident : {byOwner, aboutOwner}) {
        EXPECT_EQ(acknowledge("alpha:manager", incident), "CU403");
        EXPECT_EQ(acknowledged(incident), "0");
        EXPECT_EQ(acknowledge("alpha:privacy_officer", incident), "00000");
    }
    alsoIs("owner", "owner");
    noLongerIs("manager", "owner");
}

TEST_F(Incidents, AnotherPracticesIncidentIsNoneOfOnes) {
    const auto theirs = raise(account("provider", beta), "", beta);
    EXPECT_EQ(lineFor("alpha:owner", "select access.acknowledge('" + theirs + "')"), "false");
    EXPECT_EQ(lineFor("alpha:owner", "select access.acknowledge(gen_random_uuid())"), "false");
    EXPECT_EQ(acknowledge("alpha:front_desk", theirs), "CU403");
    EXPECT_EQ(acknowledged(theirs), "0");
}
