// Every role, programs with keys, every call of the description, every kind of object, every member of an
// answer that is PHI: over the real wire, from both practices. Who may is said by the table beside this file.

#include "tests/server/matrix/answer_body.h"
#include "tests/server/matrix/expectations.h"
#include "tests/server/matrix/lexicon.h"
#include "tests/server/matrix/side.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

namespace custos::testing {
namespace {

using nlohmann::json;

json jsonFile(const std::string& path) {
    std::ifstream file(std::string(CUSTOS_SOURCE_DIR) + "/" + path);
    return json::parse(file);
}

Expectations table() {
    return readExpectations(jsonFile("tests/server/matrix/expectations.json"),
                            jsonFile("server/api/openapi.json"));
}

/// How the object that a call names stands to who calls.
enum class Relation { None, Own, Outside, Foreign, Missing };

const char* text(Relation relation) {
    static constexpr const char* texts[] = {"", " own", " outside", " foreign", " missing"};
    return texts[int(relation)];
}

struct Count {
    int allowed = 0;
    int refused = 0;
    int shown = 0;
    int withheld = 0;
};

class Matrix {
public:
    Matrix()
        : superuser_(server_)
        , harborlane_(server_, superuser_, "harborlane", "Testervane", "Testerolm")
        , pinewood_(server_, superuser_, "pinewood", "Mockelbrand", "Mockvarrow")
        , platform_(actorFrom(server_, superuser_, server_.account("platform", "platform_admin"))) {
        for (const auto* side : {&harborlane_, &pinewood_})
            side->borrowedBy(platform_);
    }

    Count run(const Expectations& expectations) {
        sources_ = expectations.objects;
        const char* only = std::getenv("MATRIX_ONLY"); // for whoever works on one call
        for (const auto& expected : expectations.operations)
            if (!only || expected.name.starts_with(only))
                check(expected);
        return count_;
    }

private:
    void check(const Expectation& expected) {
        refreshFactors();
        if (expected.publicStatus != 0)
            return checkPublic(expected);
        twins_.clear();
        allowedHere_ = 0;
        known_.clear();
        for (auto* side : {&harborlane_, &pinewood_}) {
            mine_ = side;
            theirs_ = side == &harborlane_ ? &pinewood_ : &harborlane_;
            lexicon_.learn(*theirs_, *mine_);
            // those who may first: what they saw is then looked for in the others' answers
            for (const bool may : {true, false})
                for (const auto& actor : actors())
                    if (mayAtAll(expected, actor) == may)
                        check(expected, actor);
        }
        checkTwins(expected);
    }

    static bool mayAtAll(const Expectation& expected, const Actor& actor) {
        return expected.who.contains(actor.role) && (expected.programs || !actor.program);
    }

    [[nodiscard]] std::vector<Actor> actors() const {
        std::vector<Actor> all;
        for (const char* role :
             {"owner", "privacy_officer", "manager", "biller", "front_desk", "assistant", "provider"})
            all.push_back(mine_->person(role));
        all.push_back(platform_); // of neither practice, and so of both
        all.push_back({.role = {},
                       .label = "nobody",
                       .token = {},
                       .account = {},
                       .tenant = {},
                       .username = {},
                       .password = "none",
                       .program = false});
        auto stranger = all.back();
        stranger.label = "a wrong token";
        stranger.token = randomToken();
        all.push_back(stranger);
        auto [ended, session] = mine_->anotherSession(mine_->person("owner"));
        (void)superuser_.rows("update auth.session set revoked_at = now() where id = $1", {session});
        ended.role.clear();
        ended.label = "an ended session";
        all.push_back(ended);
        all.insert(all.end(), mine_->programs().begin(), mine_->programs().end());
        all.push_back(mine_->revokedProgram());
        return all;
    }

    [[nodiscard]] bool hasOutside(const std::string& kind) const {
        const auto source = sources_.find(kind);
        return source == sources_.end() ? kind != "leaf" : !source->second.outside.empty();
    }

    void check(const Expectation& expected, const Actor& actor) {
        if (expected.object.empty()) {
            (void)check(expected, actor, Relation::None);
            return;
        }
        (void)check(expected, actor, Relation::Own);
        if (hasOutside(expected.object))
            (void)check(expected, actor, Relation::Outside);
        const auto foreign = check(expected, actor, Relation::Foreign);
        const auto missing = check(expected, actor, Relation::Missing);
        EXPECT_EQ(foreign.status, missing.status) << place_;
        EXPECT_EQ(withoutOwnMarks(foreign.body), withoutOwnMarks(missing.body)) << place_;
        EXPECT_EQ(namesOf(foreign.headers), namesOf(missing.headers)) << place_;
    }

    static std::set<std::string> namesOf(const std::map<std::string, std::string>& headers) {
        std::set<std::string> names;
        for (const auto& [name, value] : headers)
            names.insert(name);
        return names;
    }

    /// What is to be answered: 0 stands for success.
    static int statusFor(const Expectation& expected, const Actor& actor, Relation relation) {
        if (actor.role.empty() || (actor.program && !expected.programs))
            return 401;
        const auto extent = expected.who.find(actor.role);
        if (extent == expected.who.end())
            return 403;
        if (relation == Relation::None || relation == Relation::Own)
            return 0;
        if (relation == Relation::Outside && extent->second != "own")
            return 0;
        return expected.absent;
    }

    HttpsAnswer check(const Expectation& expected, const Actor& actor, Relation relation) {
        place_ = mine_->code() + ' ' + actor.label + ": " + expected.name + text(relation);
        const int wanted = statusFor(expected, actor, relation);
        auto caller = actor;
        if (expected.throwaway && !actor.role.empty() && !actor.program)
            caller = mine_->anotherSession(actor).first;
        const auto object = objectOf(expected, caller, relation, wanted == 0);
        const auto before = relation == Relation::Foreign ? theirs_->fingerprint() : std::string();
        const auto answer = send(expected, caller, object, relation == Relation::Outside && wanted == 0);
        if (relation == Relation::Foreign) {
            EXPECT_EQ(theirs_->fingerprint(), before) << place_ << " changed the other practice";
        }
        if (answer.status != (wanted == 0 ? expected.success : wanted)) {
            ADD_FAILURE() << place_ << ": " << answer.status << ' ' << answer.body;
            return answer;
        }
        if (!expected.ofAllPractices || wanted != 0)
            checkForeign(expected, actor, answer);
        const auto key = std::to_string(relation == Relation::Outside) + mine_->code();
        if (wanted == 0 && expected.who.at(actor.role) == "times")
            checkBare(expected, answer, key);
        else if (wanted == 0)
            checkShown(expected, answer, key);
        else
            checkWithheld(expected, answer, wanted, key);
        return answer;
    }

    void checkForeign(const Expectation& expected, const Actor& actor, const HttpsAnswer& answer) {
        EXPECT_EQ(lexicon_.foundIn(answer.body), "") << place_ << " shows what is the other practice's";
        if (actor.role == "provider" || actor.role == "assistant") {
            for (const auto& word : mine_->outside().words)
                EXPECT_EQ(answer.body.find(word), std::string::npos) << place_ << " shows " << word;
            if (!expected.namesColleagues) {
                EXPECT_EQ(answer.body.find(mine_->otherColumn()), std::string::npos) << place_;
            }
        }
        const auto body = json::parse(answer.body, nullptr, false);
        for (const auto& entry : valuesAt(body, "items[].entry"))
            EXPECT_EQ(lexicon_.foundInBytes(bytesOfBase64(entry.get<std::string>())), "") << place_;
    }

    void checkShown(const Expectation& expected, const HttpsAnswer& answer, const std::string& key) {
        ++count_.allowed;
        ++allowedHere_;
        twins_.insert(key);
        if (expected.success == 204 || expected.stream)
            return;
        const auto body = json::parse(answer.body, nullptr, false);
        ASSERT_TRUE(body.is_object()) << place_;
        for (const char* list : {"items", "hashes"})
            EXPECT_FALSE(body.contains(list) && body[list].empty()) << place_ << " shows nothing";
        for (const auto& path : expected.phi) {
            const auto values = valuesAt(body, path);
            EXPECT_FALSE(values.empty()) << place_ << " does not show " << path;
            auto& seen = known_[key][path];
            seen.insert(seen.end(), values.begin(), values.begin() + std::min<long>(values.size(), 40));
            ++count_.shown;
        }
    }

    /// Answered like those who may see it all, but with none of the members that are PHI.
    void checkBare(const Expectation& expected, const HttpsAnswer& answer, const std::string& key) {
        ++count_.allowed;
        const auto body = json::parse(answer.body, nullptr, false);
        ASSERT_TRUE(body.is_object()) << place_;
        EXPECT_FALSE(body.contains("items") && body["items"].empty()) << place_ << " shows nothing";
        for (const auto& path : expected.phi)
            for (const auto& value : valuesAt(body, path))
                EXPECT_EQ(value, withheld) << place_ << " shows " << path;
        expectNothingKnown(answer, key);
        count_.withheld += int(expected.phi.size());
    }

    void checkWithheld(const Expectation& expected, const HttpsAnswer& answer, int wanted,
                       const std::string& key) {
        ++count_.refused;
        const auto body = withoutEarlierQuestions(json::parse(answer.body, nullptr, false));
        if (wanted >= 400) {
            EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json") << place_;
        } else {
            EXPECT_TRUE(body.is_object() && body.value("items", json{0}).empty())
                << place_ << ' ' << answer.body;
        }
        refusedKeys_.insert(key);
        expectNothingKnown(answer, key);
        count_.withheld += int(expected.phi.size());
    }

    /// Of what others were shown; what is foreign was shown to those whose it is.
    void expectNothingKnown(const HttpsAnswer& answer, const std::string& key) {
        for (const auto& shownTo : {key, "0" + theirs_->code()})
            for (const auto& [path, values] : known_[shownTo])
                for (const auto& value : values)
                    EXPECT_FALSE(value != withheld && shows(answer.body, path, value))
                        << place_ << " shows " << path;
    }

    /// Each refusal has somebody who was answered about the same object, with data.
    void checkTwins(const Expectation& expected) {
        EXPECT_GT(allowedHere_, 0) << "nobody may " << expected.name;
        for (const auto& key : std::exchange(refusedKeys_, {}))
            EXPECT_TRUE(twins_.contains(key) || (key.front() == '1' && !someoneHasAll(expected)))
                << expected.name << " refuses what nobody is allowed";
    }

    static bool someoneHasAll(const Expectation& expected) {
        return std::any_of(expected.who.begin(), expected.who.end(),
                           [](const auto& who) { return who.second == "all"; });
    }

    void checkPublic(const Expectation& expected) {
        mine_ = &harborlane_;
        theirs_ = &pinewood_;
        const auto all = actors();
        for (const auto& actor : {all.front(), all[7], all[8], all[9], all[10], all[11], all.back()}) {
            place_ = actor.label + ": " + expected.name;
            const auto answer = send(expected, actor, "", false);
            EXPECT_EQ(answer.status, expected.publicStatus) << place_ << ' ' << answer.body;
            for (const auto* side : {&harborlane_, &pinewood_})
                for (const auto* marked : {&side->inside(), &side->outside()})
                    for (const auto& word : marked->words)
                        EXPECT_EQ(answer.body.find(word), std::string::npos) << place_;
            ++(expected.publicStatus < 300 ? count_.allowed : count_.refused);
        }
    }

    // --- objects ---------------------------------------------------------------------------------------

    std::string objectOf(const Expectation& expected, const Actor& actor, Relation relation, bool succeeds) {
        const auto colleague = actor.role == "front_desk" ? "manager" : "front_desk";
        const bool holdsItself = expected.object == "session" ? !actor.account.empty() : succeeds;
        switch (relation) {
        case Relation::None:
            return {};
        case Relation::Own:
            return make(expected.object, *mine_, holdsItself ? actor : mine_->person(colleague), false);
        case Relation::Outside:
            return make(expected.object, *mine_, mine_->person(colleague), true);
        case Relation::Foreign:
            return make(expected.object, *theirs_, theirs_->person(colleague), false);
        case Relation::Missing:
            break;
        }
        if (expected.object == "name")
            return "Nonesuchname";
        if (expected.object == "leaf")
            return std::string(64, '7');
        return randomUuid();
    }

    /// An object of that kind in that practice; sessions and holds are that person's.
    std::string make(const std::string& kind, const Side& side, const Actor& person, bool outside) {
        const auto& marked = outside ? side.outside() : side.inside();
        if (kind == "patient")
            return marked.patient;
        if (kind == "visit")
            return marked.visit;
        if (kind == "name")
            return marked.name;
        if (kind == "provider")
            return outside ? side.otherColumn() : side.column();
        if (kind == "leaf")
            return side.leaf();
        if (kind == "session")
            return side.anotherSession(person).second;
        if (kind == "hold")
            return side.hold(person);
        const auto& source = sources_.at(kind);
        return superuser_.value(outside ? source.outside : source.own, {side.tenant()});
    }

    // --- requests --------------------------------------------------------------------------------------

    /// `outside`: for those who may, what is outside of the panel stays there.
    HttpsAnswer send(const Expectation& expected, const Actor& actor, const std::string& object,
                     bool outside) {
        std::map<std::string, std::string> words{
            {"id", object},
            {"uuid", randomUuid()},
            {"random43", randomToken()},
            {"code", mine_->code()},
            {"column", outside ? mine_->otherColumn() : mine_->column()},
            {"colleague", object == mine_->otherColumn() ? mine_->column() : mine_->otherColumn()},
            {"patient", mine_->inside().patient},
            {"day", mine_->day()},
            {"size", mine_->logSize()},
            {"password", actor.password},
        };
        if (expected.body.dump().find("{start}") != std::string::npos) {
            const bool otherColumn = outside || object == mine_->otherColumn();
            std::tie(words["start"], words["end"]) =
                mine_->freeTime(otherColumn ? mine_->otherColumn() : mine_->column());
        }
        if (expected.body.dump().find("{totp}") != std::string::npos)
            words["totp"] = actor.username.empty() ? "000000" : server_.nextCode(actor.username);
        auto pathId = object;
        if (expected.pathObject == "visit" && expected.object != "visit")
            pathId = mine_->book(mine_->inside().patient, mine_->column(), mine_->inside().name);
        auto target = expected.path;
        if (const auto at = target.find("{id}"); at != std::string::npos)
            target.replace(at, 4, pathId);
        auto headers = actor.headers();
        if (expected.changes)
            headers.emplace_back("Idempotency-Key", randomUuid());
        if (expected.versioned) {
            const int version = std::max(mine_->versionOf(target), theirs_->versionOf(target));
            headers.emplace_back("If-Match", "\"" + std::to_string(version) + "\"");
        }
        if (!expected.query.empty())
            target += "?" + filled(expected.query, words);
        return request(expected, target, headers, words);
    }

    HttpsAnswer request(const Expectation& expected, const std::string& target,
                        const HttpsClient::Headers& headers,
                        const std::map<std::string, std::string>& words) {
        for (;;) {
            auto client = server_.connect();
            HttpsAnswer answer;
            if (!expected.body.is_null()) {
                answer = postJson(client, expected.method, target, filledBody(expected.body, words), headers);
            } else if (expected.stream) {
                std::string head = expected.method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
                for (const auto& [name, value] : headers)
                    head += name + ": " + value + "\r\n";
                client.sendRaw(head + "\r\n");
                answer = client.readHead();
                if (answer.status != expected.success)
                    answer.body = client.readBody(answer);
            } else {
                answer = client.request(expected.method, target, headers);
            }
            if (answer.status != 429)
                return answer;
            std::this_thread::sleep_for(std::chrono::seconds(std::stoi(answer.headers.at("retry-after"))));
        }
    }

    static std::string filled(std::string text, const std::map<std::string, std::string>& words) {
        for (const auto& [word, value] : words)
            for (auto at = text.find("{" + word + "}"); at != std::string::npos;
                 at = text.find("{" + word + "}"))
                text.replace(at, word.size() + 2, value);
        return text;
    }

    static json filledBody(const json& body, const std::map<std::string, std::string>& words) {
        if (body.is_string())
            return filled(body, words);
        auto copy = body;
        if (copy.is_structured())
            for (auto& item : copy)
                item = filledBody(item, words);
        return copy;
    }

    /// A factor is fresh for minutes; the matrix may take longer on a busy machine.
    void refreshFactors() { (void)superuser_.rows("update auth.session set factor_at = clock_timestamp()"); }

    DemoServer server_;
    Superuser superuser_;
    Side harborlane_;
    Side pinewood_;
    Actor platform_;
    Side* mine_ = nullptr;
    Side* theirs_ = nullptr;
    std::map<std::string, ObjectSource> sources_;
    Lexicon lexicon_;
    std::string place_;
    Count count_;
    int allowedHere_ = 0;
    std::set<std::string> twins_;
    std::set<std::string> refusedKeys_;
    std::map<std::string, std::map<std::string, std::vector<json>>> known_;
};

TEST(WireMatrix, SaysOfEveryCallWhoMayAndOfEveryMemberWhetherItIsPhi) {
    for (const auto& gap : table().gaps)
        ADD_FAILURE() << gap << " (tests/server/matrix/expectations.json)";
}

TEST(WireMatrix, MissesACallAndAMemberThatTheTableDoesNotName) {
    auto description = jsonFile("server/api/openapi.json");
    auto call = description["paths"]["/v1/patients/{id}"]["get"];
    call["operationId"] = "exportPatient";
    description["paths"]["/v1/patients/{id}/export"]["get"] = call;
    description["components"]["schemas"]["Patient"]["properties"]["nickname"] = {{"type", "string"}};
    const auto gaps = readExpectations(jsonFile("tests/server/matrix/expectations.json"), description).gaps;
    EXPECT_EQ(gaps, (std::vector<std::string>{
                        "nobody says whether the answer's member Patient.nickname is PHI",
                        "the table does not say who may exportPatient",
                    }));
}

TEST(WireMatrix, GivesEachRoleWhatIsTheirsAndNothingElse) {
    const auto expectations = table();
    ASSERT_TRUE(expectations.gaps.empty());
    Matrix matrix;
    const auto count = matrix.run(expectations);
    const int total = count.allowed + count.refused + count.shown + count.withheld;
    std::cout << total << " cases: " << count.allowed + count.shown << " allowed, "
              << count.refused + count.withheld << " refused (" << count.allowed + count.refused
              << " requests; " << count.shown << " PHI members seen, " << count.withheld << " withheld)\n";
    EXPECT_TRUE(std::getenv("MATRIX_ONLY") || count.allowed + count.refused > 1000);
}

} // namespace
} // namespace custos::testing
