// Incidents and coverings over the wire.

#include "tests/server/e2e/access_demo.h"

#include <set>

namespace custos::testing {
namespace {

using nlohmann::json;

class AccessE2e : public AccessDemo {
protected:
    static void SetUpTestSuite() {
        AccessDemo::SetUpTestSuite();
        for (const char* role : {"owner", "manager", "privacy_officer", "provider", "front_desk"})
            people_[role] = server_->signIn(server_->account("harborlane", role));
    }
    void TearDown() override {
        sql("delete from access.incident");
        sql("delete from practice.covering");
    }
    static std::string idOf(const std::string& role) { return people_[role].session["user"]["id"]; }
    static std::string raise(const std::string& actor) {
        return superuser_->value(
            "insert into access.incident (tenant, kind, actor) select tenant, 'break_glass', id "
            "from auth.account where id = $1 returning id",
            {actor});
    }
    HttpsAnswer get(const std::string& role, const std::string& path) {
        return getAs(client_, people_[role], path);
    }
    HttpsAnswer acknowledge(const std::string& role, const std::string& incident) {
        return client_.request("POST", "/v1/incidents/" + incident + "/acknowledge", people_[role].headers());
    }

    static inline std::map<std::string, SignedIn> people_;
};

TEST_F(AccessE2e, incidentsComeInPagesTheNewestFirstAndEachOnce) {
    for (int n = 0; n < 7; ++n)
        (void)raise(idOf("provider"));
    // some at the very same time
    sql("update access.incident set at = '2026-01-01' "
        "where id in (select id from access.incident limit 4)");
    std::set<std::string> seen;
    std::string newest = "9999";
    std::string before;
    for (int page = 0; page < 4; ++page) {
        const auto answer =
            get("owner", "/v1/incidents?limit=2" + (before.empty() ? "" : "&before=" + before));
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto body = jsonOf(answer);
        EXPECT_EQ(body["items"].size(), page < 3 ? 2u : 1u);
        for (const auto& item : body["items"]) {
            EXPECT_TRUE(seen.insert(item["id"]).second);
            EXPECT_LE(item["at"].get<std::string>(), newest);
            newest = item["at"];
            before = item["id"];
            EXPECT_EQ(item["actor"]["id"], idOf("provider"));
        }
    }
    EXPECT_EQ(seen.size(), 7u);
    EXPECT_FALSE(entriesOf(*superuser_, ledger::Action::IncidentList).empty());
    EXPECT_EQ(get("front_desk", "/v1/incidents").status, 403);
}

TEST_F(AccessE2e, nobodyAcknowledgesTheirOwnAndTheOwnersIsThePrivacyOfficers) {
    const auto own = raise(idOf("manager"));
    EXPECT_EQ(acknowledge("manager", own).status, 403);
    EXPECT_EQ(entriesOf(*superuser_, ledger::Action::IncidentAcknowledge).front().outcome,
              ledger::Outcome::Denied);
    EXPECT_EQ(acknowledge("owner", own).status, 204);
    EXPECT_EQ(acknowledge("owner", own).status, 404);
    EXPECT_EQ(entriesOf(*superuser_, ledger::Action::IncidentAcknowledge).front().details.front().value, own);
    const auto owners = raise(idOf("owner"));
    for (const char* role : {"owner", "manager"})
        EXPECT_EQ(acknowledge(role, owners).status, 403) << role;
    EXPECT_EQ(acknowledge("privacy_officer", owners).status, 204);
    EXPECT_TRUE(jsonOf(get("owner", "/v1/incidents?state=open"))["items"].empty());
    EXPECT_EQ(jsonOf(get("owner", "/v1/incidents"))["items"].size(), 2u);
}

TEST_F(AccessE2e, aCoveringOpensTheColleaguesColumnAtOnceAndItsEndCloses) {
    const auto columns = [this] { return jsonOf(get("provider", "/v1/providers"))["items"].size(); };
    const auto own = superuser_->value("select provider from auth.account where id = $1", {idOf("provider")});
    const auto absent = superuser_->value(
        "select p.id from practice.provider p join practice.provider o on o.tenant = p.tenant "
        "where o.id = $1 and p.id <> o.id and p.bookable order by p.id limit 1",
        {own});
    const auto today =
        superuser_->value("select (now() at time zone l.time_zone)::date from practice.provider p join "
                          "practice.location l on l.id = p.home_location where p.id = $1",
                          {absent});
    const auto grant = [&](const std::string& role, const std::string& last) {
        return change(client_, people_[role], "POST", "/v1/coverings",
                      {{"absent_provider_id", absent},
                       {"covering_provider_id", own},
                       {"first_day", today},
                       {"last_day", last}});
    };
    EXPECT_EQ(columns(), 1u);
    EXPECT_EQ(grant("provider", today).status, 403);
    EXPECT_EQ(jsonOf(grant("manager", "2020-01-01"))["reason"], "no_such_days");
    const auto granted = grant("manager", today);
    ASSERT_EQ(granted.status, 201) << granted.body;
    EXPECT_EQ(columns(), 2u);
    EXPECT_EQ(jsonOf(get("provider", "/v1/coverings"))["items"].size(), 1u);
    EXPECT_EQ(entriesOf(*superuser_, ledger::Action::CoveringGrant).front().outcome,
              ledger::Outcome::Allowed);
    const auto path = "/v1/coverings/" + jsonOf(granted)["id"].get<std::string>();
    EXPECT_EQ(client_.request("DELETE", path, people_["provider"].headers()).status, 403);
    EXPECT_EQ(client_.request("DELETE", path, people_["manager"].headers()).status, 204);
    EXPECT_EQ(columns(), 1u);
}

} // namespace
} // namespace custos::testing
