#pragma once

#include "server/db/pool.h"
#include "server/jobs/key_rotation.h"
#include "tests/server/jobs/import_desk.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <map>

namespace custos::jobs {

/// A practice with as many synthetic patients as a test asks for: every patient has all fields, every fourth
/// a visit, every tenth a coverage and a related person, one a wish. What each field says follows from its
/// row's number, so that anybody can check it.
class RotationTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { shared_ = std::make_unique<testing::Database>(); }
    static void TearDownTestSuite() { shared_.reset(); }
    RotationTest();

    void fill(int patients);
    [[nodiscard]] static ledger::Uuid patient(int number);
    [[nodiscard]] RotationParts parts() {
        return {desk_.parts().operations, desk_.keyring(), desk_.composer()};
    }
    /// To its end; the rotation, for what it says of itself.
    KeyRotation rotate();

    /// How many fields of all tables open and say what they were given; fails the test for each that does
    /// not, and for each patient who is not found by the tokens of their names, under the index key of the
    /// time of their own, and by no other.
    std::int64_t readEverything(int patients);
    /// Of all sealed columns that a rotation covers: how many are not under that version.
    [[nodiscard]] std::int64_t notUnder(std::uint32_t version) const;

    [[nodiscard]] std::string ask(const std::string& sql) const {
        auto rows = database_.superuser(sql);
        return rows.substr(0, rows.find('\n'));
    }
    [[nodiscard]] std::int64_t countOf(const std::string& what) const {
        return std::stoll(ask("select count(*) from " + what));
    }

    testing::Database& database_ = *shared_;
    phi::TemporaryKeys keys_;
    example::ImportDesk desk_;
    ledger::Uuid practice_ = *ledger::uuidFromText("a1000000-0000-4000-8000-000000000001");

private:
    void fillSome(int from, int to);
    void checkTokens(const phi::TenantKeys& keys, const std::map<ledger::Uuid, std::uint32_t>& versions);

    static inline std::unique_ptr<testing::Database> shared_;
};

} // namespace custos::jobs
