#pragma once

#include "ledger/uuid.h"
#include "server/demo/zone.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace custos::demo {

using Day = std::chrono::sys_days;    ///< A local day of the practice.
using Minutes = std::chrono::minutes; ///< Since local midnight.

struct PlannedPatient {
    ledger::Uuid id;
    std::string given;
    std::string family;
    Day birthDate;
    std::string phone;
    std::string email;
    std::string address;
    std::string interpreter;
    std::string accessNeeds;
};

struct PlannedRoom {
    ledger::Uuid id;
    std::string name;
};

struct PlannedProvider {
    ledger::Uuid id;
    std::string name;
    std::string specialty;
    std::optional<std::size_t> room; ///< Usual one
    Minutes opens;
    Minutes closes;
};

struct PlannedVisitType {
    ledger::Uuid id;
    std::string name;
    Minutes length;
};

struct PlannedVisit {
    ledger::Uuid id;
    std::size_t provider = 0;
    std::optional<std::size_t> room;
    std::size_t patient = 0;
    std::optional<std::size_t> type;
    Day day;
    Minutes start{};
    Minutes end{};
    std::string status; ///< One of the API's
    std::string reason;
    std::string note;
    std::optional<Minutes> arrived;
    int lane = 0; ///< Over 0: booked beside another on purpose
};

struct PlannedBlock {
    ledger::Uuid id;
    std::size_t provider = 0;
    Day day;
    Minutes start{};
    Minutes end{};
    std::string label;
};

struct PlannedAccount {
    ledger::Uuid id;
    std::string username;
    std::string displayName;
    std::string role;
    std::optional<std::size_t> provider; ///< For those with a column of their own
};

/// Everything that a demo practice begins with, in the clear and in memory.
struct PracticePlan {
    ledger::Uuid id;
    std::string code;
    std::string name;
    std::string timeZone;             ///< IANA, without daylight saving
    std::chrono::minutes utcOffset{}; ///< Of that zone
    ledger::Uuid locationId;
    std::string locationName;
    std::vector<PlannedRoom> rooms;
    std::vector<PlannedProvider> providers;
    std::vector<PlannedVisitType> visitTypes;
    std::vector<PlannedPatient> patients;
    std::vector<PlannedVisit> visits;
    std::vector<PlannedBlock> blocks;
    std::vector<PlannedAccount> accounts;
};

/// What the display clock shows in the practices when the demo starts: late in a full morning.
inline constexpr Minutes demoHour{10 * 60 + 42};

/// harborlane: four providers, about 1,200 patients; pinewood: two and about 400; platform: its
/// administrator. Two weeks back and two ahead are booked, today by hand. The same seed and day give the same
/// plan but for the zone. All of it is made up, and looks so.
[[nodiscard]] std::vector<PracticePlan> planDemo(std::uint64_t seed, Day today, const FixedZone& zone);

} // namespace custos::demo
