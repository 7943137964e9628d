#include "ledger/action.h"

#include <gtest/gtest.h>
#include <set>

namespace custos::ledger {

TEST(Action, hasANameAndANumberOfItsOwn) {
    std::set<std::string_view> names;
    std::set<Action> numbers;
    for (const Action action : allActions()) {
        ASSERT_TRUE(name(action));
        EXPECT_TRUE(names.insert(*name(action)).second) << *name(action);
        EXPECT_TRUE(numbers.insert(action).second) << *name(action);
        EXPECT_EQ(actionFromName(*name(action)), action);
    }
}

// Sealed entries carry the number for seven years: a change here changes what the past says.
TEST(Action, keepsTheNumbersThatWereSealed) {
    const std::pair<int, std::string_view> sealed[] = {
        {101, "session.sign_in"},  {102, "session.sign_out"},   {103, "session.lock"},
        {104, "session.unlock"},   {201, "schedule.read"},      {212, "appointment.book"},
        {213, "appointment.move"}, {215, "appointment.status"}, {301, "patient.search"},
        {302, "patient.read"},     {401, "audit.read"},         {402, "audit.proof"},
        {501, "import.batch"},     {901, "entry.forged"}};
    for (const auto& [number, text] : sealed)
        EXPECT_EQ(name(Action(number)), text);
}

TEST(Action, fromANewerVersionHasNoNameHere) {
    EXPECT_FALSE(name(Action(65535)));
    EXPECT_FALSE(actionFromName("patient.levitate"));
    EXPECT_FALSE(actionFromName(""));
}

TEST(Outcome, readsBackItsName) {
    for (const Outcome outcome : {Outcome::Allowed, Outcome::Denied, Outcome::Failed})
        EXPECT_EQ(outcomeFromName(name(outcome)), outcome);
    EXPECT_FALSE(outcomeFromName("perhaps"));
}

} // namespace custos::ledger
