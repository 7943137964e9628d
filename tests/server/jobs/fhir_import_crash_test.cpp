#include "tests/server/jobs/import_test.h"

#include "ledger/log_walk.h"
#include "server/audit/sequencer.h"
#include "tests/server/jobs/killable.h"

#include <fstream>
#include <random>
#include <thread>

namespace custos::jobs {

namespace {

constexpr int patients = 300;
constexpr int encounters = 900;

void writeExport(const std::filesystem::path& directory) {
    std::ofstream practitioners(directory / "Practitioner.000.ndjson");
    practitioners << R"({"resourceType":"Practitioner","id":"d","name":[{"family":"Mockridge"}]})"
                  << "\n";
    std::ofstream people(directory / "Patient.000.ndjson");
    for (int at = 0; at < patients; ++at)
        people << R"({"resourceType":"Patient","id":"p)" << at
               << R"(","name":[{"family":"Testerman","given":["Number)" << at << R"("]}]})"
               << "\n";
    std::ofstream visits(directory / "Encounter.000.ndjson");
    for (int at = 0; at < encounters; ++at)
        visits << R"({"resourceType":"Encounter","id":"e)" << at
               << R"(","status":"finished","subject":{"reference":"Patient/p)" << at % patients
               << R"("},"participant":[{"individual":{"reference":"Practitioner/d"}}],)"
               << R"("period":{"start":"2020-01-02T09:00:00Z","end":"2020-01-02T09:30:00Z"}})"
               << "\n";
}

} // namespace

class FhirImportCrashTest : public ImportTest {
protected:
    FhirImportCrashTest() { writeExport(export_.path()); }

    [[nodiscard]] std::vector<std::string> arguments() const {
        return {database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations),
                keys_.directory.path() / "keys", ledger::toText(practice_), export_.path()};
    }

    /// The killed process's backend may still be finishing what it had been sent.
    void awaitItsEnd() {
        while (countOf("pg_stat_activity where usename = 'custos_operations' and state <> 'idle'") > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }

    /// What each entry says that its batch took, by type; each entry's MAC is checked.
    std::map<std::string, std::int64_t> takenByEntries() {
        constexpr static db::Query bodies{"test_bodies", "select body, mac from audit.entries"};
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin();
        const auto ticket = work.run(bodies);
        EXPECT_TRUE(work.commit());
        const auto rows = work.take(ticket);
        const auto macKey = keys_.store.derive(phi::StoredKey::AuditMac, "entries");
        std::map<std::string, std::int64_t> taken;
        for (const db::Row row : rows) {
            const auto body = row.get<ledger::Bytes>("body");
            EXPECT_TRUE(ledger::entryMacHolds(macKey, body, row.get<ledger::Bytes>("mac")));
            const auto entry = ledger::decode(body);
            std::map<std::string, std::string> details;
            for (const auto& detail : entry->fields().details)
                details[detail.key] = detail.value;
            taken[details["type"]] += std::stoll(details["taken"]);
        }
        return taken;
    }

    /// Whole batches, each with its entry, and nothing that is only a part of a record.
    void expectWholeBatches() {
        auto taken = takenByEntries();
        EXPECT_EQ(countOf("practice.patient"), taken["Patient"]);
        EXPECT_EQ(countOf("practice.appointment"), taken["Encounter"]);
        EXPECT_EQ(countOf("phi.patient_key"), taken["Patient"]);
        EXPECT_EQ(countOf("(select distinct patient from phi.blind_index) b"), taken["Patient"]);
        EXPECT_EQ(countOf("practice.import_source where resource_type = 'Patient'"), taken["Patient"]);
        EXPECT_EQ(countOf("practice.import_source where resource_type = 'Encounter'"), taken["Encounter"]);
        EXPECT_EQ(taken["Patient"] % 20, 0);
        EXPECT_EQ(taken["Encounter"] % 20, 0);
    }

    /// Seals what was written, as the server does, and walks the log as an auditor does.
    void expectLogVerifies() {
        const auto ledgerKey = [this] {
            return ledger::SigningKey::fromSeed(keys_.store.derive(phi::StoredKey::LedgerSigning, "test"));
        };
        audit::Sequencer sequencer(database_.conninfo(db::Duty::Sequencer),
                                   {keys_.store.derive(phi::StoredKey::AuditMac, "entries"), ledgerKey()},
                                   desk_.composer());
        std::size_t sealed = 0;
        for (;;) {
            const auto step = sequencer.step();
            ASSERT_TRUE(step.has_value());
            EXPECT_EQ(step->forged, 0u);
            sealed += step->sealed;
            if (step->sealed == 0)
                break;
        }
        EXPECT_EQ(std::int64_t(sealed), countOf("audit.entries"));
        const ledger::LedgerIdentity ledger{practice_, ledgerKey().publicKey()};
        const auto checkpoint = ledger::parseAndVerify(ask("select note from audit.heads"), ledger);
        ASSERT_TRUE(checkpoint.has_value());
        ledger::LogWalk walk(ledger, {*checkpoint});
        for (const auto& row : sealedRows())
            walk.add(row);
        EXPECT_TRUE(walk.finish().intact());
    }

    std::vector<ledger::SealedRow> sealedRows() {
        constexpr static db::Query sealed{
            "test_sealed", "select l.index, e.body, l.leaf, l.chain from audit.leaves l join audit.entries e "
                           "on (e.epoch, e.xid, e.id) = (l.epoch, l.xid, l.id) order by l.index"};
        auto superuser = database_.openSuperuser();
        auto work = superuser.begin();
        const auto ticket = work.run(sealed);
        EXPECT_TRUE(work.commit());
        const auto rows = work.take(ticket);
        std::vector<ledger::SealedRow> found;
        for (const db::Row row : rows)
            found.push_back({std::uint64_t(row.get<std::int64_t>("index")), row.get<ledger::Bytes>("body"),
                             row.get<ledger::Hash>("leaf"), row.get<ledger::Hash>("chain")});
        return found;
    }

    testing::TemporaryDirectory export_;
};

TEST_F(FhirImportCrashTest, killedAtAnyMomentLeavesWholeBatchesAndGoesOnWhereItStopped) {
    std::random_device random;
    int interrupted = 0;
    for (int round = 0; round < 8; ++round) {
        example::Killable load(IMPORT_LOAD, arguments());
        interrupted += load.await(1 + round * 6) ? 1 : 0;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 30000));
        load.killHard();
        awaitItsEnd();
        expectWholeBatches();
    }
    EXPECT_GE(interrupted, 5);
    EXPECT_EQ(example::Killable(IMPORT_LOAD, arguments()).end(), 0);
    expectWholeBatches();
    EXPECT_EQ(countOf("practice.patient"), patients);
    EXPECT_EQ(countOf("practice.appointment"), encounters);
    EXPECT_EQ(found("number299"), (std::vector<std::string>{"p299"}));
    expectLogVerifies();
}

TEST_F(FhirImportCrashTest, twoAtOnceDoubleNothing) {
    example::Killable first(IMPORT_LOAD, arguments());
    example::Killable second(IMPORT_LOAD, arguments());
    EXPECT_EQ(first.end(), 0);
    EXPECT_EQ(second.end(), 0);
    expectWholeBatches();
    EXPECT_EQ(countOf("practice.patient"), patients);
    EXPECT_EQ(countOf("practice.appointment"), encounters);
}

} // namespace custos::jobs
