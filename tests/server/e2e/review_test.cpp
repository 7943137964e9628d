// Why a chart was opened and a name borrowed, over the wire: read by who reviews it, under an entry, and by
// nobody else.

#include "tests/server/e2e/access_demo.h"

#include <algorithm>
#include <set>

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr const char* glasses = "/v1/access-reviews/break-glass";
constexpr const char* impersonations = "/v1/access-reviews/impersonations";
constexpr const char* glassWords = "Unwell in the waiting room, I need his sister's number";
constexpr const char* operatorWords = "The desk reports a missing column, looking with them on the phone";

class ReviewE2e : public AccessDemo {
protected:
    static void SetUpTestSuite() {
        AccessDemo::SetUpTestSuite();
        for (const char* role :
             {"owner", "manager", "privacy_officer", "biller", "assistant", "provider", "front_desk"})
            people_[role] = server_->signIn(server_->account("harborlane", role));
        people_["their owner"] = server_->signIn(server_->account("pinewood", "owner"));
        people_["admin"] = server_->signIn(server_->account("platform", "platform_admin"));
    }
    void TearDown() override {
        for (const char* table :
             {"access.break_glass", "access.impersonation", "access.incident", "auth.account_override"})
            sql(std::string("delete from ") + table);
    }

    static std::string idOf(const std::string& role) { return people_[role].session["user"]["id"]; }
    HttpsAnswer get(const std::string& role, const std::string& path) {
        return getAs(client_, people_[role], path);
    }
    json itemsFor(const std::string& role, const std::string& path) {
        const auto answer = get(role, path);
        EXPECT_EQ(answer.status, 200) << role << ' ' << answer.body;
        return jsonOf(answer)["items"];
    }
    /// By somebody who is a provider, or was given the right.
    std::string open(const std::string& role, const std::string& family = "Nonesuchname") {
        const auto answer = change(client_, people_[role], "POST", "/v1/break-glass",
                                   {{"family", family},
                                    {"birth_date", "1961-07-08"},
                                    {"category", "emergency"},
                                    {"reason", glassWords}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        return jsonOf(answer)["id"];
    }
    std::string borrow(const std::string& role) {
        const auto answer = postJson(client_, "POST", "/v1/impersonation",
                                     {{"practice", "harborlane"},
                                      {"username", server_->account("harborlane", role)["username"]},
                                      {"reason", operatorWords}},
                                     people_["admin"].headers());
        EXPECT_EQ(answer.status, 200) << answer.body;
        return jsonOf(answer)["id"];
    }
    static void giveGlassTo(const std::string& role) {
        (void)superuser_->rows(
            "insert into auth.account_override (tenant, account, permission, effect) "
            "select tenant, id, 'break_glass.open', 'grant' from auth.account where id = $1",
            {idOf(role)});
    }

    static inline std::map<std::string, SignedIn> people_;
};

TEST_F(ReviewE2e, theReasonReachesWhoReviewsItUnderAnEntryAndNobodyElse) {
    const auto made = change(client_, people_["front_desk"], "POST", "/v1/patients",
                             {{"family", "Paneveil"}, {"given", "Orla"}, {"birth_date", "1961-07-08"}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto missed = open("provider");
    const auto met = open("provider", "Paneveil");
    for (const char* role : {"owner", "privacy_officer"}) {
        const auto answer = get(role, glasses);
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto items = jsonOf(answer)["items"];
        ASSERT_EQ(items.size(), 2u) << role;
        EXPECT_EQ(items[0]["id"], met);
        EXPECT_EQ(items[0]["met_patient"], true);
        EXPECT_EQ(items[1]["id"], missed);
        EXPECT_EQ(items[1]["met_patient"], false);
        for (const auto& item : items) {
            EXPECT_EQ(item["reason"], glassWords);
            EXPECT_EQ(item["category"], "emergency");
            EXPECT_EQ(item["person"]["id"], idOf("provider"));
            EXPECT_TRUE(item["ended"].is_null());
        }
        EXPECT_EQ(answer.body.find(jsonOf(made)["id"].get<std::string>()), std::string::npos);
        const auto entry = entriesOf(*superuser_, ledger::Action::BreakGlassReview).front();
        EXPECT_EQ(entry.actor, ledger::uuidFromText(idOf(role)));
        EXPECT_EQ(entry.details,
                  (std::vector<ledger::Detail>{{"first", met}, {"last", missed}, {"shown", "2"}}));
    }
    for (const char* role : {"manager", "biller", "assistant", "provider", "front_desk", "admin"}) {
        const auto refused = get(role, glasses);
        EXPECT_EQ(refused.status, 403) << role;
        EXPECT_EQ(entriesOf(*superuser_, ledger::Action::BreakGlassReview).front().outcome,
                  ledger::Outcome::Denied);
        for (const char* elsewhere : {"/v1/incidents", "/v1/break-glass", glasses})
            EXPECT_EQ(get(role, elsewhere).body.find("waiting room"), std::string::npos) << role << elsewhere;
    }
    EXPECT_TRUE(itemsFor("their owner", glasses).empty());
    EXPECT_EQ(contentOf(server_->logPath()).find("waiting room"), std::string::npos);
}

TEST_F(ReviewE2e, saysByWhomAndUnderWhoseName) {
    const auto id = borrow("front_desk");
    for (const char* path : {glasses, impersonations})
        EXPECT_EQ(get("admin", path).status, 403); // under her name
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", people_["admin"].headers()).status, 204);
    for (const char* role : {"owner", "privacy_officer"}) {
        const auto items = itemsFor(role, impersonations);
        ASSERT_EQ(items.size(), 1u) << role;
        EXPECT_EQ(items[0]["id"], id);
        EXPECT_EQ(items[0]["person"]["id"], idOf("front_desk"));
        EXPECT_EQ(items[0]["operator"], (json{{"id", idOf("admin")}, {"display_name", nullptr}}));
        EXPECT_EQ(items[0]["reason"], operatorWords);
        EXPECT_FALSE(items[0]["ended"].is_null());
        EXPECT_EQ(entriesOf(*superuser_, ledger::Action::ImpersonationReview).front().details.front().value,
                  id);
    }
    for (const char* role : {"manager", "front_desk", "admin"})
        EXPECT_EQ(get(role, impersonations).status, 403) << role;
    EXPECT_TRUE(itemsFor("their owner", impersonations).empty());
}

TEST_F(ReviewE2e, nobodyReviewsTheirOwnAndTheOwnersIsThePrivacyOfficers) {
    giveGlassTo("owner");
    giveGlassTo("privacy_officer");
    const auto owners = open("owner");
    const auto officers = open("privacy_officer");
    const auto forOwner = itemsFor("owner", glasses);
    ASSERT_EQ(forOwner.size(), 1u);
    EXPECT_EQ(forOwner[0]["id"], officers);
    const auto forOfficer = itemsFor("privacy_officer", glasses);
    ASSERT_EQ(forOfficer.size(), 1u);
    EXPECT_EQ(forOfficer[0]["id"], owners);
    // whose name it was looks at it as little as who did it
    (void)borrow("owner");
    EXPECT_TRUE(itemsFor("owner", impersonations).empty());
    EXPECT_EQ(itemsFor("privacy_officer", impersonations).size(), 1u);
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", people_["admin"].headers()).status, 204);
}

TEST_F(ReviewE2e, theIncidentSaysWhoHasLookedAtIt) {
    (void)open("provider");
    const auto before = itemsFor("owner", glasses)[0];
    EXPECT_TRUE(before["acknowledged_by"].is_null());
    const auto incident = before["incident_id"].get<std::string>();
    EXPECT_EQ(client_
                  .request("POST", "/v1/incidents/" + incident + "/acknowledge",
                           people_["privacy_officer"].headers())
                  .status,
              204);
    const auto after = itemsFor("owner", glasses)[0];
    EXPECT_EQ(after["acknowledged_by"]["id"], idOf("privacy_officer"));
    EXPECT_FALSE(after["acknowledged_at"].is_null());
}

TEST_F(ReviewE2e, comesInPagesEachOnceAndAForeignPageLooksLikeAMissingOne) {
    giveGlassTo("owner");
    const auto hidden = open("owner");
    std::set<std::string> made;
    for (int n = 0; n < 5; ++n)
        made.insert(open("provider"));
    sql("update access.break_glass set opened_at = '2026-01-01', until = '2026-01-01 00:15' where id in "
        "(select id from access.break_glass order by id limit 3)"); // at the very same time
    std::set<std::string> seen;
    std::string path = std::string(glasses) + "?limit=2";
    for (int page = 0; page < 3; ++page) {
        const auto items = itemsFor("owner", path);
        EXPECT_EQ(items.size(), page < 2 ? 2u : 1u);
        for (const auto& item : items)
            EXPECT_TRUE(seen.insert(item["id"]).second);
        if (!items.empty())
            path = std::string(glasses) + "?limit=2&before=" + items.back()["id"].get<std::string>();
    }
    EXPECT_EQ(seen, made);
    const auto missing = get("owner", std::string(glasses) + "?before=" + randomUuid());
    for (const auto& [who, id] : {std::pair{"owner", hidden}, {"their owner", *made.begin()}}) {
        const auto answer = get(who, std::string(glasses) + "?before=" + id);
        EXPECT_EQ(answer.status, missing.status);
        EXPECT_EQ(answer.body, missing.body);
    }
    EXPECT_EQ(missing.body, R"({"items":[]})");
}

/// One that somebody has edited in the database is there without its words, and hides no other one.
TEST_F(ReviewE2e, aReasonThatDoesNotOpenHidesNothingElse) {
    const auto edited = open("provider");
    const auto moved = open("provider");
    const auto sound = open("provider");
    sql("update access.break_glass set reason_sealed = set_byte(reason_sealed, 30, "
        "get_byte(reason_sealed, 30) # 1) where id = '" +
        edited + "'");
    sql("update access.break_glass set reason_sealed = (select reason_sealed from access.break_glass where "
        "id "
        "= '" +
        sound + "') where id = '" + moved + "'");
    const auto items = itemsFor("owner", glasses);
    ASSERT_EQ(items.size(), 3u);
    for (const auto& item : items)
        EXPECT_EQ(item["reason"], item["id"] == sound ? json(glassWords) : json()) << item["id"];
}

/// Even under the very same id, which whoever writes the tables may give it.
TEST_F(ReviewE2e, aReasonForOpeningAChartDoesNotOpenAsOneForBorrowingAName) {
    const auto lent = borrow("front_desk");
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", people_["admin"].headers()).status, 204);
    const auto opened = open("provider");
    sql("update access.impersonation i set id = g.id, reason_sealed = g.reason_sealed from "
        "access.break_glass g "
        "where i.id = '" +
        lent + "' and g.id = '" + opened + "'");
    const auto borrowed = itemsFor("owner", impersonations);
    ASSERT_EQ(borrowed.size(), 1u);
    EXPECT_EQ(borrowed[0]["id"], opened);
    EXPECT_TRUE(borrowed[0]["reason"].is_null());
    EXPECT_EQ(itemsFor("owner", glasses).at(0)["reason"], glassWords);
}

/// Nor does one of a version that there is not, whether it would be an older one or one to come.
TEST_F(ReviewE2e, aReasonOfNoKeyHidesNothingElse) {
    const auto borrowedSound = borrow("front_desk");
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", people_["admin"].headers()).status, 204);
    const auto borrowedEdited = borrow("front_desk");
    EXPECT_EQ(client_.request("DELETE", "/v1/impersonation", people_["admin"].headers()).status, 204);
    const auto older = open("provider");
    const auto later = open("provider");
    const auto sound = open("provider");
    sql("set session_replication_role = replica"); // past the key that keeps a version in use
    const auto claim = [](const char* table, const std::string& id, const char* version) {
        sql(std::string("update ") + table + " set reason_sealed = overlay(reason_sealed placing " + version +
            " from 2) where id = '" + id + "'");
    };
    claim("access.break_glass", older, "'\\x00000000'::bytea");
    claim("access.break_glass", later, "'\\x00000009'::bytea");
    claim("access.impersonation", borrowedEdited, "'\\xffffffff'::bytea");
    sql("set session_replication_role = origin");
    for (int again = 0; again < 2; ++again) {
        const auto items = itemsFor("owner", glasses);
        ASSERT_EQ(items.size(), 3u);
        for (const auto& item : items)
            EXPECT_EQ(item["reason"], item["id"] == sound ? json(glassWords) : json()) << item["id"];
        const auto borrowed = itemsFor("owner", impersonations);
        ASSERT_EQ(borrowed.size(), 2u);
        for (const auto& item : borrowed)
            EXPECT_EQ(item["reason"], item["id"] == borrowedSound ? json(operatorWords) : json());
    }
}

} // namespace
} // namespace custos::testing
