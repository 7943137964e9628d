#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace custos::testing {

/// One row of the table: a call of the description, or one variant of it ("bookAppointment/provider"), and
/// who may do it to what.
struct Expectation {
    std::string name;
    std::string method;
    std::string path;
    int success = 200;            ///< The description's first 2xx, or what the table says
    int publicStatus = 0;         ///< Not 0: answers everybody alike, with this
    int absent = 404;             ///< What is answered about an object that is not there, or not the caller's
    std::string object;           ///< What `{id}` names; empty: the call names nothing
    std::string pathObject;       ///< What the path's id names where `{id}` stands in the body alone
    bool throwaway = false;       ///< The call may end the session that it comes from
    bool changes = false;         ///< Wants an Idempotency-Key
    bool versioned = false;       ///< Wants If-Match
    bool stream = false;          ///< Stays open
    bool ofAllPractices = false;  ///< May name what is another practice's
    bool namesColleagues = false; ///< May name a column that is not the caller's
    bool programs = false;        ///< Takes the key of a service account
    std::string query;
    nlohmann::json body;
    std::map<std::string, std::string>
        who; ///< Role to "all", "own" or "times" (all, but no PHI); whoever is missing is refused
    std::vector<std::string> phi; ///< Members of the answer that are PHI: "items[].patient.display_name"
};

/// A kind of object that a statement finds.
struct ObjectSource {
    std::string own;
    std::string outside;
};

struct Expectations {
    std::vector<Expectation> operations;
    std::map<std::string, ObjectSource> objects;
    /// What the table says nothing about, or says of nothing: calls and members of answers. Empty when
    /// complete.
    std::vector<std::string> gaps;
};

/// The table beside this file, matched with the description.
[[nodiscard]] Expectations readExpectations(const nlohmann::json& table, const nlohmann::json& description);

} // namespace custos::testing
