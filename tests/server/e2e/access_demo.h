#pragma once

#include "tests/server/e2e/entries.h"
#include "tests/server/e2e/harm.h"

#include <gtest/gtest.h>

namespace custos::testing {

/// A demo of the suite's own for what is opened for a while: every read has an entry, everybody has shown a
/// factor just now, and the clock of what stands open is set by hand.
class AccessDemo : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<DemoServer>(std::vector<std::string>{"--repeat-window", "0"});
        superuser_ = std::make_unique<Superuser>(*server_);
    }
    static void TearDownTestSuite() {
        superuser_.reset();
        server_.reset();
    }
    void SetUp() override { sql("update auth.session set factor_at = clock_timestamp()"); }

    static void sql(const std::string& statement) { (void)superuser_->rows(statement); }
    /// So much is left of all that stands in a table with `opened_at` and `until`.
    static void leaveIn(const std::string& table, const std::string& interval) {
        sql("update " + table + " set opened_at = now() + interval '" + interval +
            "' - interval '15 minutes', until = now() + interval '" + interval + "'");
    }

    static inline std::unique_ptr<DemoServer> server_;
    static inline std::unique_ptr<Superuser> superuser_;
    HttpsClient client_ = server_->connect();
};

} // namespace custos::testing
