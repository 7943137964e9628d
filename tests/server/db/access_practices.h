#pragma once

#include "tests/server/db/two_practices.h"

namespace custos::testing {

/// The two practices with somebody of every role; `practice:role` is each one's token, as in TwoPractices.
/// Beside them `colleague`, another provider, and the operator's practice `platform` with
/// `platform:platform_admin`.
class AccessPractices : public TwoPractices {
protected:
    static void SetUpTestSuite();

    /// The first line that the superuser's statement gives.
    static std::string line(const std::string& sql);
    /// The first line that a session's statement gives.
    static std::string lineFor(const std::string& who, const std::string& sql);
    static std::string account(const std::string& username, const char* tenant = alpha);
};

} // namespace custos::testing
