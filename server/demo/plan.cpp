#include "server/demo/plan.h"

#include "server/demo/names.h"
#include "server/demo/random.h"
#include "server/demo/today.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

namespace custos::demo {

namespace {

using std::chrono::days;

constexpr int daysBack = 14;
constexpr int daysAhead = 14;

struct TypeSpec {
    std::string_view name;
    int minutes;
};

constexpr std::array familyMedicine{
    TypeSpec{"BP follow-up", 30}, TypeSpec{"Medication review", 30},  TypeSpec{"Annual physical", 45},
    TypeSpec{"Blood draw", 15},   TypeSpec{"Knee pain", 30},          TypeSpec{"New patient exam", 45},
    TypeSpec{"Injection", 15},    TypeSpec{"Diabetes follow-up", 30}, TypeSpec{"Sick visit", 30},
    TypeSpec{"Sutures out", 30},  TypeSpec{"Thyroid follow-up", 30}};
constexpr std::array dentistry{TypeSpec{"Crown prep", 90}, TypeSpec{"Emergency exam", 30},
                               TypeSpec{"Root canal", 90}, TypeSpec{"Filling", 30},
                               TypeSpec{"Fillings", 60},   TypeSpec{"Denture adjustment", 30}};
constexpr std::array hygiene{TypeSpec{"Recall cleaning", 60}, TypeSpec{"Perio maintenance", 60},
                             TypeSpec{"Fluoride and sealants", 45}, TypeSpec{"Perio charting", 60},
                             TypeSpec{"Sealants", 30}};
constexpr std::array pediatrics{TypeSpec{"Well child", 30}, TypeSpec{"Vaccine visit", 15},
                                TypeSpec{"Ear pain", 30},   TypeSpec{"Asthma review", 30},
                                TypeSpec{"Rash", 30},       TypeSpec{"School physical", 30},
                                TypeSpec{"Ear recheck", 30}};

struct ProviderSpec {
    std::string_view name;
    std::string_view specialty;
    std::string_view username;
    std::span<const TypeSpec> types;
    std::string_view room;
    int opens;
    int closes;
    bool children;
};

struct AccountSpec {
    std::string_view username;
    std::string_view displayName;
    std::string_view role;
    int provider = -1;
};

struct PracticeSpec {
    std::string_view code;
    std::string_view name;
    std::string_view location;
    std::span<const std::string_view> rooms;
    std::span<const ProviderSpec> providers;
    std::span<const AccountSpec> accounts;
    std::span<const TodayVisit> today;
    std::span<const TodayBlock> blocks;
    std::size_t patients;
};

constexpr std::array<std::string_view, 6> harborlaneRooms{"Room 1", "Room 2", "Room 3",
                                                          "Room 4", "Op A",   "Op B"};
constexpr std::array<std::string_view, 3> pinewoodRooms{"Room 5", "Room 6", "Room 7"};

constexpr std::array harborlaneProviders{
    ProviderSpec{"Dr. Ines Halvorsen", "Family medicine", "ines.halvorsen", familyMedicine, "", 800, 1700,
                 false},
    ProviderSpec{"Dr. Tobias Lindqvist", "Dentistry", "tobias.lindqvist", dentistry, "Op A", 800, 1530,
                 false},
    ProviderSpec{"Nadia Brandt, RDH", "Hygiene", "nadia.brandt", hygiene, "Op B", 800, 1600, false},
    ProviderSpec{"Dr. Priya Venkat", "Pediatrics", "priya.venkat", pediatrics, "", 900, 1700, true}};
constexpr std::array pinewoodProviders{
    ProviderSpec{"Dr. Rowan Ellery", "Family medicine", "rowan.ellery", familyMedicine, "Room 5", 800, 1700,
                 false},
    ProviderSpec{"Dr. Mina Costas", "Pediatrics", "mina.costas", pediatrics, "Room 6", 800, 1700, true}};

constexpr std::array harborlaneAccounts{
    AccountSpec{"harriet.lane", "Harriet Lane", "owner"},
    AccountSpec{"paul.quorum", "Paul Quorum", "privacy_officer"},
    AccountSpec{"greta.holm", "Greta Holm", "manager"},
    AccountSpec{"bram.ledgerwood", "Bram Ledgerwood", "biller"},
    AccountSpec{"mira.okonjo", "Mira Okonjo", "front_desk"},
    AccountSpec{"tess.arden", "Tess Arden", "front_desk"},
    AccountSpec{"juno.park", "Juno Park", "front_desk"},
    AccountSpec{"emil.hart", "Emil Hart", "front_desk"},
    AccountSpec{"lea.winter", "Lea Winter", "front_desk"},
    AccountSpec{"oskar.bell", "Oskar Bell", "front_desk"},
    AccountSpec{"kim.moreau", "Kim Moreau", "assistant", 1},
    AccountSpec{"ines.halvorsen", "Dr. Ines Halvorsen", "provider", 0},
    AccountSpec{"tobias.lindqvist", "Dr. Tobias Lindqvist", "provider", 1},
    AccountSpec{"nadia.brandt", "Nadia Brandt, RDH", "provider", 2},
    AccountSpec{"priya.venkat", "Dr. Priya Venkat", "provider", 3}};
constexpr std::array pinewoodAccounts{AccountSpec{"piotr.wood", "Piotr Wood", "owner"},
                                      AccountSpec{"selma.dray", "Selma Dray", "privacy_officer"},
                                      AccountSpec{"nils.carrow", "Nils Carrow", "manager"},
                                      AccountSpec{"ada.tally", "Ada Tally", "biller"},
                                      AccountSpec{"ruben.frost", "Ruben Frost", "front_desk"},
                                      AccountSpec{"hana.lund", "Hana Lund", "front_desk"},
                                      AccountSpec{"ivo.marsh", "Ivo Marsh", "front_desk"},
                                      AccountSpec{"cleo.vance", "Cleo Vance", "front_desk"},
                                      AccountSpec{"sami.rook", "Sami Rook", "assistant", 0},
                                      AccountSpec{"rowan.ellery", "Dr. Rowan Ellery", "provider", 0},
                                      AccountSpec{"mina.costas", "Dr. Mina Costas", "provider", 1}};
constexpr std::array platformAccounts{AccountSpec{"root.keeper", "Root Keeper", "platform_admin"}};

Minutes clock(int hoursAndMinutes) {
    return std::chrono::hours(hoursAndMinutes / 100) + Minutes(hoursAndMinutes % 100);
}

/// Builds one practice's plan, step by step; each step has its own random sequence, so that changing one does
/// not change the others.
class Planner {
public:
    Planner(std::uint64_t seed, Day today, const FixedZone& zone, const PracticeSpec& spec)
        : seed_(seed)
        , today_(today)
        , zone_(zone)
        , spec_(spec) {}

    PracticePlan run() {
        plan_.id = id("practice", 0);
        plan_.code = spec_.code;
        plan_.name = spec_.name;
        plan_.timeZone = zone_.name;
        plan_.utcOffset = zone_.offset;
        plan_.locationId = id("location", 0);
        plan_.locationName = spec_.location;
        planPlace();
        planAccounts();
        planTodaysPatients();
        planOtherPatients();
        planToday();
        for (int offset = -daysBack; offset <= daysAhead; ++offset)
            if (offset != 0)
                planDay(today_ + days(offset));
        return std::move(plan_);
    }

private:
    [[nodiscard]] ledger::Uuid id(std::string_view kind, std::uint64_t number) const {
        return stableId(seed_, std::string(spec_.code) + "/" + std::string(kind), number);
    }

    [[nodiscard]] Random random(std::string_view purpose) const {
        return {seed_, std::string(spec_.code) + "/" + std::string(purpose)};
    }

    void planPlace() {
        for (const auto name : spec_.rooms)
            plan_.rooms.push_back({.id = id("room", plan_.rooms.size()), .name = std::string(name)});
        for (const auto& provider : spec_.providers) {
            plan_.providers.push_back({.id = id("provider", plan_.providers.size()),
                                       .name = std::string(provider.name),
                                       .specialty = std::string(provider.specialty),
                                       .room = roomNamed(provider.room),
                                       .opens = clock(provider.opens),
                                       .closes = clock(provider.closes)});
            for (const auto& type : provider.types)
                addType(type);
        }
    }

    void addType(const TypeSpec& type) {
        if (typeNamed(type.name))
            return;
        plan_.visitTypes.push_back({.id = id("type", plan_.visitTypes.size()),
                                    .name = std::string(type.name),
                                    .length = Minutes(type.minutes)});
    }

    [[nodiscard]] std::optional<std::size_t> typeNamed(std::string_view name) const {
        for (std::size_t i = 0; i < plan_.visitTypes.size(); ++i)
            if (plan_.visitTypes[i].name == name)
                return i;
        return std::nullopt;
    }

    /// "Crown prep, #14" is a "Crown prep".
    [[nodiscard]] std::optional<std::size_t> typeOfReason(std::string_view reason) const {
        return typeNamed(reason.substr(0, reason.find(',')));
    }

    [[nodiscard]] std::optional<std::size_t> roomNamed(std::string_view name) const {
        for (std::size_t i = 0; i < plan_.rooms.size(); ++i)
            if (plan_.rooms[i].name == name)
                return i;
        return std::nullopt;
    }

    void planAccounts() {
        for (const auto& account : spec_.accounts)
            plan_.accounts.push_back({.id = id("account", plan_.accounts.size()),
                                      .username = std::string(account.username),
                                      .displayName = std::string(account.displayName),
                                      .role = std::string(account.role),
                                      .provider = account.provider < 0
                                                      ? std::nullopt
                                                      : std::optional<std::size_t>(account.provider)});
    }

    void planTodaysPatients() {
        auto choose = random("today's patients");
        for (const auto& visit : spec_.today)
            addPatient(visit.family, visit.given, spec_.providers[visit.provider].children, choose);
    }

    void planOtherPatients() {
        auto choose = random("patients");
        while (plan_.patients.size() < spec_.patients)
            addPatient(choose.oneOf(familyNames()), choose.oneOf(givenNames()), choose.chance(20), choose);
    }

    void addPatient(std::string_view family, std::string_view given, bool child, Random& choose) {
        const auto index = plan_.patients.size();
        const auto [known, added] = byName_.try_emplace({std::string(family), std::string(given)}, index);
        if (!added && !choose.chance(3)) // now and then two people do have the same name
            return;
        plan_.patients.push_back(makePatient(index, family, given, child, choose));
        (child ? children_ : adults_).push_back(index);
    }

    PlannedPatient makePatient(std::size_t index, std::string_view family, std::string_view given, bool child,
                               Random& choose) const {
        const auto age = child ? 1 + choose.below(14) : 19 + choose.below(70);
        PlannedPatient patient;
        patient.id = id("patient", index);
        patient.given = given;
        patient.family = family;
        patient.birthDate = today_ - days(static_cast<int>(age * 365 + choose.below(365)));
        patient.phone = phoneNumber(choose);
        if (choose.chance(60))
            patient.email = "patient" + std::to_string(index) + "@example.com";
        patient.address =
            std::to_string(1 + choose.below(98)) + " " + std::string(choose.oneOf(streetNames()));
        if (choose.chance(4))
            patient.interpreter = choose.chance(50) ? "Spanish" : "Portuguese";
        if (choose.chance(3))
            patient.accessNeeds = "Wheelchair";
        personalTouch(patient);
        return patient;
    }

    /// The two Mockridges are told apart by their birth years (screen 03).
    static void personalTouch(PlannedPatient& patient) {
        using namespace std::chrono;
        if (patient.family != "Mockridge" || (patient.given != "Bo" && patient.given != "Beau"))
            return;
        patient.birthDate =
            patient.given == "Bo" ? sys_days(year(1970) / 3 / 12) : sys_days(year(1988) / 9 / 4);
        patient.phone = patient.given == "Bo" ? "(207) 555-0142" : "(207) 555-0187";
    }

    /// 555-0100 to 555-0199 are kept for fiction by the North American Numbering Plan.
    static std::string phoneNumber(Random& choose) {
        static constexpr std::array<int, 4> areas{207, 603, 802, 978};
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "(%d) 555-01%02d", choose.oneOf(std::span<const int>(areas)),
                      static_cast<int>(choose.below(100)));
        return text.data();
    }

    void planToday() {
        for (const auto& line : spec_.today) {
            PlannedVisit visit;
            visit.id = id("visit", plan_.visits.size());
            visit.provider = line.provider;
            visit.room = roomNamed(line.room);
            visit.patient = byName_.at({std::string(line.family), std::string(line.given)});
            visit.type = typeOfReason(line.reason);
            visit.day = today_;
            visit.start = clock(line.start);
            visit.end = clock(line.end);
            visit.status = line.status;
            visit.reason = line.reason;
            visit.note = line.note;
            if (line.arrived != 0)
                visit.arrived = clock(line.arrived);
            visit.lane = line.lane;
            plan_.visits.push_back(std::move(visit));
        }
        for (const auto& block : spec_.blocks)
            addBlock(block.provider, today_, clock(block.start), clock(block.end), std::string(block.label));
    }

    void addBlock(std::size_t provider, Day day, Minutes start, Minutes end, std::string label) {
        plan_.blocks.push_back({.id = id("block", plan_.blocks.size()),
                                .provider = provider,
                                .day = day,
                                .start = start,
                                .end = end,
                                .label = std::move(label)});
    }

    void planDay(Day day) {
        auto choose = random("day " + std::to_string((day - today_).count()));
        std::set<std::size_t> seen; // nobody comes twice a day
        for (std::size_t provider = 0; provider < plan_.providers.size(); ++provider)
            planColumn(day, provider, choose, seen);
    }

    void planColumn(Day day, std::size_t provider, Random& choose, std::set<std::size_t>& seen) {
        const auto& spec = spec_.providers[provider];
        const auto lunch = clock(1200);
        const auto afterLunch = clock(1300);
        addBlock(provider, day, lunch, afterLunch, "Lunch");
        for (auto at = clock(spec.opens); at < clock(spec.closes);) {
            const auto& type = choose.oneOf(spec.types);
            const auto end = at + Minutes(type.minutes);
            if (at < afterLunch && end > lunch) {
                at = afterLunch;
                continue;
            }
            if (end > clock(spec.closes))
                break;
            if (choose.chance(84))
                addVisit(day, provider, at, type, choose, seen);
            at = end;
        }
    }

    void addVisit(Day day, std::size_t provider, Minutes start, const TypeSpec& type, Random& choose,
                  std::set<std::size_t>& seen) {
        const auto& pool = spec_.providers[provider].children ? children_ : adults_;
        const auto patient = choose.oneOf(std::span<const std::size_t>(pool));
        if (!seen.insert(patient).second)
            return;
        PlannedVisit visit;
        visit.id = id("visit", plan_.visits.size());
        visit.provider = provider;
        visit.room = plan_.providers[provider].room;
        visit.patient = patient;
        visit.type = typeNamed(type.name);
        visit.day = day;
        visit.start = start;
        visit.end = start + Minutes(type.minutes);
        visit.status = day < today_ ? pastStatus(choose) : futureStatus(day, choose);
        visit.reason = type.name;
        if (visit.status == "done")
            visit.arrived = start - Minutes(choose.below(20));
        plan_.visits.push_back(std::move(visit));
    }

    static std::string pastStatus(Random& choose) {
        const auto roll = choose.below(100);
        return roll < 90 ? "done" : roll < 95 ? "no_show" : "cancelled";
    }

    [[nodiscard]] std::string futureStatus(Day day, Random& choose) const {
        const auto ahead = (day - today_).count();
        return choose.chance(ahead <= 3 ? 70 : 25) ? "confirmed" : "scheduled";
    }

    const std::uint64_t seed_;
    const Day today_;
    const FixedZone& zone_;
    const PracticeSpec& spec_;
    PracticePlan plan_;
    std::map<std::pair<std::string, std::string>, std::size_t> byName_;
    std::vector<std::size_t> adults_;
    std::vector<std::size_t> children_;
};

} // namespace

std::vector<PracticePlan> planDemo(std::uint64_t seed, Day today, const FixedZone& zone) {
    const std::array practices{
        PracticeSpec{.code = "harborlane",
                     .name = "Harbor Lane Family Practice",
                     .location = "Harbor Lane",
                     .rooms = harborlaneRooms,
                     .providers = harborlaneProviders,
                     .accounts = harborlaneAccounts,
                     .today = harborlaneToday(),
                     .blocks = harborlaneBlocks(),
                     .patients = 1200},
        PracticeSpec{.code = "pinewood",
                     .name = "Pinewood Medical",
                     .location = "Pinewood",
                     .rooms = pinewoodRooms,
                     .providers = pinewoodProviders,
                     .accounts = pinewoodAccounts,
                     .today = pinewoodToday(),
                     .blocks = pinewoodBlocks(),
                     .patients = 400},
        PracticeSpec{.code = "platform",
                     .name = "Platform",
                     .location = "Platform",
                     .rooms = {},
                     .providers = {},
                     .accounts = platformAccounts,
                     .today = {},
                     .blocks = {},
                     .patients = 0},
    };
    std::vector<PracticePlan> plans;
    plans.reserve(practices.size());
    for (const auto& practice : practices)
        plans.push_back(Planner(seed, today, zone, practice).run());
    return plans;
}

} // namespace custos::demo
