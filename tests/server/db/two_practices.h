#pragma once

#include "tests/support/database.h"

#include <gtest/gtest.h>

namespace custos::testing {

/// Two practices, alpha and beta, alike: two providers with twenty visits each, fifty patients, one session
/// of each role. The token is `practice:role`. One database serves the whole
/// program, filled anew for each suite.
class TwoPractices : public ::testing::Test {
protected:
    static void SetUpTestSuite();

    /// The statement in a transaction of that session.
    static std::string entered(const std::string& who, const std::string& sql);
    static std::string rowsOf(db::Duty duty, const std::string& sql);
    /// How many rows of a table (and condition) a session sees.
    static std::string countFor(const std::string& who, const std::string& table);
    /// What somebody's session is refused with; 00000 when it is not.
    static std::string stateFor(const std::string& who, const std::string& sql);

    static Database* database;
};

inline constexpr const char* alpha = "aaaaaaaa-0000-4000-8000-000000000000";
inline constexpr const char* beta = "bbbbbbbb-0000-4000-8000-000000000000";

} // namespace custos::testing
