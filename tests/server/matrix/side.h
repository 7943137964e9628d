#pragma once

#include "tests/support/demo_server.h"
#include "tests/support/superuser.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace custos::testing {

/// Somebody who calls: a person of a role, a program with a key of a scope, or who has neither.
struct Actor {
    std::string role; ///< Empty: nobody who may do anything
    std::string label;
    std::string token; ///< Empty: none is sent
    std::string account;
    std::string tenant;
    std::string username;
    std::string password;
    bool program = false; ///< The token is the key of a service account

    [[nodiscard]] HttpsClient::Headers headers() const;
};

/// A patient that this test registered, with a visit, every field filled with words that occur nowhere else.
struct Marked {
    std::string patient;
    std::string visit;
    std::string name;
    std::vector<std::string> words;
};

/// One of the two practices: its people signed in for real, programs with keys that its owner made, one
/// patient inside the panel of its provider and assistant and one outside, and a maker of whatever a call may
/// name.
class Side {
public:
    /// `inside` and `outside` are family names that nobody else has.
    Side(const DemoServer& server, const Superuser& superuser, const std::string& code,
         const std::string& inside, const std::string& outside);

    [[nodiscard]] const std::string& code() const { return code_; }
    [[nodiscard]] const std::string& tenant() const { return tenant_; }
    [[nodiscard]] const Actor& person(const std::string& role) const { return people_.at(role); }
    /// By what their scope is for; and one whose key was revoked.
    [[nodiscard]] const std::vector<Actor>& programs() const { return programs_; }
    [[nodiscard]] const Actor& revokedProgram() const { return revokedProgram_; }
    [[nodiscard]] const Marked& inside() const { return inside_; }
    [[nodiscard]] const Marked& outside() const { return outside_; }
    [[nodiscard]] const std::string& column() const { return column_; }
    [[nodiscard]] const std::string& otherColumn() const { return otherColumn_; }
    [[nodiscard]] const std::string& leaf() const { return leaf_; }
    [[nodiscard]] const std::string& logSize() const { return logSize_; }
    /// Of the inside patient's visit.
    [[nodiscard]] const std::string& day() const { return day_; }

    /// A live session of the same person: for calls that may end it, or are aimed at it.
    [[nodiscard]] std::pair<Actor, std::string> anotherSession(const Actor& actor) const;
    /// Start and end of a free quarter of an hour in a column of this practice.
    [[nodiscard]] std::pair<std::string, std::string> freeTime(const std::string& column) const;
    [[nodiscard]] std::string book(const std::string& patient, const std::string& column,
                                   const std::string& words) const;
    /// Held by that person, who must be able to.
    [[nodiscard]] std::string hold(const Actor& actor) const;
    /// Its front desk's name borrowed and given back, with a reason, by that operator.
    void borrowedBy(const Actor& admin) const;
    /// Of a record under that path, as the owner reads it; 1 where there is none.
    [[nodiscard]] int versionOf(const std::string& path) const;

    /// What is only this practice's: ids of every row, names of places and people.
    [[nodiscard]] std::set<std::string> ids() const;
    [[nodiscard]] std::set<std::string> names() const;
    /// Changes with every row of this practice that a call of somebody else could change.
    [[nodiscard]] std::string fingerprint() const;

private:
    void signInAll();
    void signInProvider();
    void makePrograms();
    [[nodiscard]] std::pair<Actor, std::string> makeProgram(const std::string& role,
                                                            const std::vector<std::string>& scope) const;
    void awaitSealed(const std::string& receipt);
    void breakGlass() const;
    Marked mark(const std::string& family, const std::string& column);
    [[nodiscard]] HttpsAnswer send(const Actor& actor, const std::string& method, const std::string& path,
                                   const nlohmann::json& body = {}) const;

    const DemoServer& server_;
    const Superuser& superuser_;
    std::string code_;
    std::string tenant_;
    std::map<std::string, Actor> people_;
    std::vector<Actor> programs_;
    Actor revokedProgram_;
    std::string column_;
    std::string otherColumn_;
    Marked inside_;
    Marked outside_;
    std::string leaf_;
    std::string logSize_;
    std::string day_;
};

[[nodiscard]] Actor actorFrom(const DemoServer& server, const Superuser& superuser,
                              const nlohmann::json& account);
/// 43 characters as tokens have them, and nobody's.
[[nodiscard]] std::string randomToken();
[[nodiscard]] std::string hexOfBase64(const std::string& text);
[[nodiscard]] std::string bytesOfBase64(const std::string& text);

} // namespace custos::testing
