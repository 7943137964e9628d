// What a demo knows of its patients, one value a line, for searching it where it must not stand:
// demo_values SEED DATE prints KIND, a tab and the value. What a practice has in the clear by design (its
// staff, its list of visit types) is left out: it would be found, and mean nothing.

#include "server/demo/plan.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>

namespace {

using custos::demo::Day;
using custos::demo::PracticePlan;

/// Shorter values turn up in ciphertext by chance.
constexpr std::size_t shortest = 6;

std::string isoDate(Day day) {
    const std::chrono::year_month_day date(day);
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

class Values {
public:
    explicit Values(const std::vector<PracticePlan>& plans) {
        for (const auto& plan : plans) {
            for (const auto& account : plan.accounts)
                clear_ += account.displayName + '\n';
            for (const auto& provider : plan.providers)
                clear_ += provider.name + '\n';
            for (const auto& type : plan.visitTypes)
                clear_ += type.name + '\n';
        }
    }

    void print(const char* kind, const std::string& value) {
        if (value.size() >= shortest && clear_.find(value) == std::string::npos &&
            printed_.insert(value).second)
            std::cout << kind << '\t' << value << '\n';
    }

private:
    std::string clear_;
    std::set<std::string> printed_;
};

/// A day of the schedule says nothing of anybody: only birth dates that cannot be one.
bool isTelling(Day birthDate, Day today) {
    return birthDate < today - std::chrono::days(366);
}

void print(Values& values, const PracticePlan& plan, Day today) {
    for (const auto& patient : plan.patients) {
        values.print("name", patient.family + ", " + patient.given);
        values.print("name", patient.given + " " + patient.family);
        values.print("name", patient.family);
        values.print("name", patient.given);
        if (isTelling(patient.birthDate, today))
            values.print("birth date", isoDate(patient.birthDate));
        values.print("phone", patient.phone);
        values.print("e-mail", patient.email);
        values.print("address", patient.address);
        values.print("needs", patient.accessNeeds);
    }
    for (const auto& visit : plan.visits) {
        values.print("reason", visit.reason);
        values.print("note", visit.note);
    }
}

} // namespace

int main(int argc, char** argv) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (argc != 3 || std::sscanf(argv[2], "%d-%u-%u", &year, &month, &day) != 3) {
        std::cerr << "usage: demo_values SEED YYYY-MM-DD\n";
        return 2;
    }
    const Day today = std::chrono::sys_days(std::chrono::year(year) / int(month) / int(day));
    // The zone moves no name and no number.
    const auto plans = custos::demo::planDemo(std::strtoull(argv[1], nullptr, 10), today, {"UTC", {}});
    Values values(plans);
    for (const auto& plan : plans)
        print(values, plan, today);
}
