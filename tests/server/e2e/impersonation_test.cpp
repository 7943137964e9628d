// An operator who acts as one of a practice's people, over the wire.

#include "tests/server/e2e/access_demo.h"

#include <algorithm>

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr const char* words = "The desk reports a wrong column, looking at it with her on the phone";

class ImpersonationE2e : public AccessDemo {
protected:
    static void SetUpTestSuite() {
        AccessDemo::SetUpTestSuite();
        admin_ = server_->signIn(server_->account("platform", "platform_admin"));
        desk_ = server_->account("harborlane", "front_desk")["username"];
        owner_ = server_->account("harborlane", "owner")["username"];
    }
    void TearDown() override { sql("delete from access.impersonation"); }

    static ledger::Uuid idOf(const std::string& table, const std::string& column, const std::string& value) {
        return *ledger::uuidFromText(
            superuser_->value("select id from " + table + " where " + column + " = $1", {value}));
    }
    HttpsAnswer start(const std::string& username, const std::string& practice = "harborlane",
                      const std::string& reason = words) {
        return postJson(client_, "POST", "/v1/impersonation",
                        {{"practice", practice}, {"username", username}, {"reason", reason}},
                        admin_.headers());
    }
    HttpsAnswer get(const std::string& path) { return getAs(client_, admin_, path); }
    static void leave(const std::string& interval) { leaveIn("access.impersonation", interval); }

    static inline SignedIn admin_;
    static inline std::string desk_;
    static inline std::string owner_;
};

TEST_F(ImpersonationE2e, everyEntryHasBothNamesAndBothLogsHaveTheBeginningAndTheEnd) {
    EXPECT_EQ(get("/v1/appointments").status, 403);
    const auto started = start(desk_);
    ASSERT_EQ(started.status, 200) << started.body;
    EXPECT_GE(jsonOf(started)["seconds_left"], 890);
    const auto day = get("/v1/appointments");
    ASSERT_EQ(day.status, 200) << day.body;
    EXPECT_FALSE(jsonOf(day)["items"].empty());
    const auto admin = *ledger::uuidFromText(admin_.session["user"]["id"].get<std::string>());
    const auto desk = idOf("auth.account", "username", desk_);
    const auto practice = idOf("practice.practice", "code", "harborlane");
    const auto read = entriesOf(*superuser_, ledger::Action::ScheduleRead).front();
    EXPECT_EQ(read.tenant, practice);
    EXPECT_EQ(read.actor, admin);
    EXPECT_EQ(read.actingAs, desk);
    EXPECT_EQ(read.roles, std::vector<std::string>{"platform_admin"});
    const auto id = jsonOf(started)["id"].get<std::string>();
    const ledger::Detail wanted{"impersonation", id};
    EXPECT_NE(std::find(read.details.begin(), read.details.end(), wanted), read.details.end());
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", admin_.headers()).status, 204);
    EXPECT_EQ(get("/v1/appointments").status, 403);
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", admin_.headers()).status, 404);
    for (const auto action : {ledger::Action::ImpersonationStart, ledger::Action::ImpersonationEnd}) {
        const auto entries = entriesOf(*superuser_, action);
        ASSERT_EQ(entries.size(), 2u);
        for (const auto& entry : entries) {
            EXPECT_EQ(entry.actor, admin);
            EXPECT_EQ(entry.tenant == practice, entry.actingAs == desk);
        }
        EXPECT_NE(entries[0].tenant, entries[1].tenant);
    }
    EXPECT_EQ(
        superuser_->value(
            "select count(*) from access.incident where kind = 'impersonation' and reference = $1", {id}),
        "1");
}

TEST_F(ImpersonationE2e, lendsNothingSensitiveNotEvenTheOwners) {
    ASSERT_EQ(start(owner_).status, 200);
    EXPECT_EQ(get("/v1/appointments").status, 200);
    for (const char* path : {"/v1/users", "/v1/service-accounts", "/v1/sign-in-policy", "/v1/break-glass",
                             "/v1/platform/tenants"})
        EXPECT_EQ(get(path).status, 403) << path;
    EXPECT_EQ(postJson(client_, "POST", "/v1/audit/search", {{"limit", 5}}, admin_.headers()).status, 403);
    EXPECT_EQ(start(desk_).status, 403);
    const json someone = {{"username", "smuggled"}, {"display_name", "Exemplar"}, {"roles", {"front_desk"}}};
    EXPECT_NE(change(client_, admin_, "POST", "/v1/users", someone).status, 200);
    // the session itself is the operator's own all the while
    EXPECT_EQ(jsonOf(get("/v1/session"))["user"]["id"], admin_.session["user"]["id"]);
}

TEST_F(ImpersonationE2e, asksForAFreshFactorAReasonAndAPersonWhoIsThere) {
    EXPECT_EQ(start(desk_, "harborlane", "support").status, 422);
    EXPECT_EQ(start(desk_, "harborlane", "aaaa bbbb cccc dddd eeee ffff").status, 422);
    const auto foreign = start(desk_, "pinewood");
    const auto missing = start("nobody.mockridge");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(entriesOf(*superuser_, ledger::Action::ImpersonationStart).front().outcome,
              ledger::Outcome::Denied);
    sql("update auth.session set factor_at = clock_timestamp() - interval '6 minutes'");
    EXPECT_EQ(start(desk_).status, 401);
    EXPECT_EQ(get("/v1/appointments").status, 403);
}

TEST_F(ImpersonationE2e, endsAtFifteenMinutesSharpEvenForWhatHadBegun) {
    ASSERT_EQ(start(desk_).status, 200);
    leave("5 minutes");
    EXPECT_LE(jsonOf(get("/v1/impersonation"))["seconds_left"], 300);
    const auto held = [this](const char* left) {
        leave(left);
        std::thread lock([] {
            superuser_->rows("do $$ begin lock table audit.entries in access exclusive mode; "
                             "perform pg_sleep(1.2); end $$");
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        auto answer = get("/v1/appointments");
        lock.join();
        return answer;
    };
    EXPECT_EQ(held("10 minutes").status, 200);
    const auto late = held("700 milliseconds");
    EXPECT_EQ(late.status, 403) << late.body;
    EXPECT_EQ(get("/v1/appointments").status, 403);
    EXPECT_EQ(get("/v1/impersonation").status, 404);
}

/// A change that waits for a lock until the time is over is not committed.
TEST_F(ImpersonationE2e, changesNothingAfterTheEnd) {
    ASSERT_EQ(start(desk_).status, 200);
    const json someone = {{"family", "Lateentry"}, {"given", "Orla"}};
    const auto held = [&](const char* left) {
        leave(left);
        std::thread lock([] {
            superuser_->rows(
                "do $$ begin lock table practice.patient in exclusive mode; perform pg_sleep(1.2); end $$");
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        auto answer = change(client_, admin_, "POST", "/v1/patients", someone);
        lock.join();
        return answer;
    };
    EXPECT_EQ(held("10 minutes").status, 201);
    const auto before = superuser_->value("select count(*) from practice.patient");
    EXPECT_EQ(held("700 milliseconds").status, 403);
    EXPECT_EQ(superuser_->value("select count(*) from practice.patient"), before);
}

TEST_F(ImpersonationE2e, showsAnOperatorThePracticesAndNoPatient) {
    const auto tenants = get("/v1/platform/tenants");
    ASSERT_EQ(tenants.status, 200) << tenants.body;
    EXPECT_EQ(jsonOf(tenants)["items"].size(), 3u);
    EXPECT_EQ(entriesOf(*superuser_, ledger::Action::PlatformTenants).size(), 1u);
    for (const char* path : {"/v1/appointments", "/v1/providers", "/v1/users"})
        EXPECT_EQ(get(path).status, 403) << path;
}

} // namespace
} // namespace custos::testing
