#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace custos::jobs {

/// Somebody who shall work in a practice.
struct PersonWanted {
    std::string username;
    std::string name;
    std::string role;
    std::string column; ///< The provider whose day is theirs, by name; empty: none
};

struct VisitTypeWanted {
    std::string name;
    int minutes = 0; ///< 5 to 720
};

/// A practice with one place, the columns of its schedule, and its first owner.
struct PracticeWanted {
    std::string code; ///< 1 to 64 of `a-z 0-9 -`; what people type to sign in
    std::string name;
    std::string location;
    std::string timeZone; ///< IANA's name
    std::vector<std::string> providers;
    std::chrono::minutes opens = std::chrono::hours(8); ///< Local time, Monday to Friday
    std::chrono::minutes closes = std::chrono::hours(17);
    std::vector<std::string> rooms;
    std::vector<VisitTypeWanted> visitTypes;
    PersonWanted owner; ///< The role is owner, whatever stands here
};

} // namespace custos::jobs
