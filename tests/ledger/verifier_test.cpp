#include "ledger/verifier.h"

#include "ledger/hash.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

using namespace std::chrono_literals;

constexpr UtcTime now = SampleLog::signedAt + 2s;

ShownEntry shown(const SampleLog& log, std::uint64_t index) {
    return {index, *log.rows()[index].entry, inclusionProof(log.nodes(), index, log.size()).value()};
}

Receipt receipt(const SampleLog& log, std::uint64_t index) {
    return {log.rows()[index].leaf, now - 60s,
            Receipt::Sealed{index, inclusionProof(log.nodes(), index, log.size()).value()}};
}

// What a client holds: it remembers the log at ten entries and is shown it at sixteen.
struct Client {
    SampleLog log{16};
    std::optional<Checkpoint> remembered = SampleLog(10).checkpoint(SampleLog::signedAt - 10min);
    std::string note = log.note();
    Proof consistency = consistencyProof(log.nodes(), 10, 16).value();
    std::vector<ShownEntry> entries{shown(log, 3), shown(log, 9), shown(log, 15)};
    std::vector<Receipt> receipts{receipt(log, 12), receipt(log, 14)};

    [[nodiscard]] Verdict verdict(UtcTime at = now) const {
        return verify({log.identity(), remembered, note, consistency, entries, receipts}, at);
    }
};

// The log as it would be had one entry been another from the beginning, sealed and signed again.
SampleLog rewritten(unsigned size, unsigned edited) {
    SampleLog log;
    for (unsigned index = 0; index < size; ++index)
        log.seal(sampleEntry(index == edited ? 999 : index));
    return log;
}

} // namespace

TEST(Verify, isSatisfiedByAnHonestLog) {
    const Client client;
    const Verdict verdict = client.verdict();
    EXPECT_TRUE(verdict.verified());
    EXPECT_TRUE(verdict.mayRemember());
    EXPECT_EQ(verdict.checkpoint, client.log.checkpoint());
}

TEST(Verify, isSatisfiedAtFirstSightAndWithoutNews) {
    Client client;
    client.remembered.reset();
    client.consistency.clear();
    EXPECT_TRUE(client.verdict().verified());
    client.remembered = client.log.checkpoint();
    EXPECT_TRUE(client.verdict().verified());
    client.remembered = SampleLog().checkpoint();
    EXPECT_TRUE(client.verdict().verified());
}

TEST(Verify, refusesAForeignSignatureAndAForeignLog) {
    Client client;
    client.note = SampleLog(16, 8).note();
    EXPECT_EQ(client.verdict().finding, Finding::BadSignature);
    EXPECT_FALSE(client.verdict().checkpoint);
    client.note = "custos/b1000000-0000-0000-0000-000000000000" + client.log.note().substr(43);
    EXPECT_EQ(client.verdict().finding, Finding::Malformed);
    client.note = client.log.note() + " ";
    EXPECT_EQ(client.verdict().finding, Finding::Malformed);
    EXPECT_TRUE(client.verdict().isAlarm());
}

TEST(Verify, callsAShorterLogARollbackWhateverItsEpoch) {
    Client client;
    client.remembered = SampleLog(17).checkpoint();
    EXPECT_EQ(client.verdict().finding, Finding::Rollback);
    client.note = client.log.note(SampleLog::signedAt, 2);
    EXPECT_EQ(client.verdict().finding, Finding::Rollback);
    EXPECT_FALSE(client.verdict().mayRemember());
}

TEST(Verify, callsALowerEpochARollbackThoughTheLogIsLonger) {
    Client client;
    client.remembered->epoch = 2;
    EXPECT_EQ(client.verdict().finding, Finding::Rollback);
    client.note = client.log.note(SampleLog::signedAt, 3);
    EXPECT_TRUE(client.verdict().verified());
}

TEST(Verify, callsAnotherRootAtTheSameSizeAFork) {
    Client client;
    client.remembered = rewritten(16, 4).checkpoint();
    client.consistency.clear();
    EXPECT_EQ(client.verdict().finding, Finding::Fork);
    client.remembered = client.log.checkpoint();
    client.remembered->chainHead = someHash(1);
    EXPECT_EQ(client.verdict().finding, Finding::Fork);
}

TEST(Verify, callsEveryHistoryRewrittenAndSignedAgainAFork) {
    for (unsigned edited = 0; edited < 10; ++edited) {
        Client client;
        client.log = rewritten(16, edited);
        client.note = client.log.note();
        client.consistency = consistencyProof(client.log.nodes(), 10, 16).value();
        client.entries = {shown(client.log, edited)};
        client.receipts.clear();
        EXPECT_EQ(client.verdict().finding, Finding::Fork) << edited;
        EXPECT_FALSE(client.verdict().mayRemember());
    }
}

TEST(Verify, refusesAMissingOrWrongConsistencyProof) {
    Client client;
    client.consistency.clear();
    EXPECT_EQ(client.verdict().finding, Finding::Fork);
    client.consistency = consistencyProof(client.log.nodes(), 9, 16).value();
    EXPECT_EQ(client.verdict().finding, Finding::Fork);
}

TEST(Verify, namesTheFirstShownEntryThatWasEdited) {
    Client client;
    for (const std::size_t edited : {1u, 2u})
        client.entries[edited].entry[30] ^= 1;
    std::swap(client.entries[0], client.entries[2]);
    const Verdict verdict = client.verdict();
    EXPECT_EQ(verdict.finding, Finding::EntryNotIncluded);
    EXPECT_EQ(verdict.firstBadIndex, 9u);
}

TEST(Verify, namesAnEntryThatIsShownAtAnotherIndex) {
    Client client;
    client.entries[0].index = 4;
    EXPECT_EQ(client.verdict().firstBadIndex, 4u);
    client.entries[0] = shown(client.log, 3);
    client.entries[0].index = 16;
    EXPECT_EQ(client.verdict().firstBadIndex, 16u);
}

TEST(Verify, namesAnEntryProvenForAnotherTree) {
    Client client;
    const SampleLog earlier(14);
    client.entries[0] = shown(earlier, 13);
    EXPECT_EQ(client.verdict().firstBadIndex, 13u);
}

TEST(Verify, missesAReceiptThatWasNeverSealed) {
    Client client;
    client.receipts[1].leaf = someHash(1);
    const Verdict verdict = client.verdict();
    EXPECT_EQ(verdict.finding, Finding::ReceiptMissing);
    EXPECT_EQ(verdict.missingReceipt, someHash(1));
    client.receipts[1].sealed.reset();
    EXPECT_EQ(client.verdict().finding, Finding::ReceiptMissing);
}

TEST(Verify, givesAReceiptTimeToBeSealed) {
    Client client;
    client.receipts.push_back({someHash(1), SampleLog::signedAt - 29s, std::nullopt});
    EXPECT_TRUE(client.verdict().verified());
    client.receipts.back().givenAt = SampleLog::signedAt - 30s;
    EXPECT_EQ(client.verdict().finding, Finding::ReceiptMissing);
}

TEST(Verify, callsACheckpointStaleAfterFiveMinutesOnEitherSide) {
    const Client client;
    EXPECT_TRUE(client.verdict(SampleLog::signedAt + 5min).verified());
    EXPECT_TRUE(client.verdict(SampleLog::signedAt - 5min).verified());
    EXPECT_EQ(client.verdict(SampleLog::signedAt + 5min + 1us).finding, Finding::Stale);
    EXPECT_EQ(client.verdict(SampleLog::signedAt - 5min - 1us).finding, Finding::Stale);
    EXPECT_FALSE(client.verdict(SampleLog::signedAt + 1h).isAlarm());
    EXPECT_TRUE(client.verdict(SampleLog::signedAt + 1h).mayRemember());
}

TEST(Verify, doesNotLetAgeHideAFork) {
    Client client;
    client.remembered = rewritten(10, 4).checkpoint();
    EXPECT_EQ(client.verdict(SampleLog::signedAt + 1h).finding, Finding::Fork);
}

} // namespace custos::ledger
