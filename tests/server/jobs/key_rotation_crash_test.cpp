#include "tests/server/jobs/killable.h"
#include "tests/server/jobs/rotation_practice.h"

#include <cstdlib>
#include <random>
#include <thread>

namespace custos::jobs {

namespace {

/// The suite's size, or a larger one that whoever measures asks for (docs/encryption.md).
int patientsWanted() {
    const char* asked = std::getenv("ROTATION_PATIENTS");
    return asked ? std::atoi(asked) : 20'000;
}

} // namespace

class KeyRotationCrashTest : public RotationTest {
protected:
    [[nodiscard]] example::Killable start() const {
        return {ROTATION_LOAD,
                {database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations),
                 keys_.directory.path() / "keys", ledger::toText(practice_)}};
    }
    void awaitItsEnd() {
        while (countOf("pg_stat_activity where usename = 'custos_operations' and state <> 'idle'") > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
};

TEST_F(KeyRotationCrashTest, survivesFiveKillsWithEveryRecordReadableAndFound) {
    const int patients = patientsWanted();
    const int batches = patients / 250;
    fill(patients);
    const auto fields = std::int64_t(patients) * 9 + patients / 4 * 3 + patients / 10 * 10 + 1;
    std::random_device random;
    for (int kill = 0; kill < 5; ++kill) {
        example::Killable load = start();
        ASSERT_TRUE(load.await(1 + int(random() % (batches / 6)))) << "it was done before it could be killed";
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 60000));
        load.killHard();
        awaitItsEnd();
        EXPECT_GT(countOf("phi.patient_key where key_version = 1"), 0);
        EXPECT_GT(countOf("phi.patient_key where key_version = 2"), 0);
        if (kill == 2) { // half under one key, half under the other
            EXPECT_EQ(readEverything(patients), fields);
        }
    }
    EXPECT_EQ(start().end(), 0);
    EXPECT_EQ(notUnder(2), 0);
    EXPECT_EQ(ask("select min(version) || ' ' || max(version) from phi.tenant_key"), "2 2");
    EXPECT_EQ(readEverything(patients), fields);
}

} // namespace custos::jobs
