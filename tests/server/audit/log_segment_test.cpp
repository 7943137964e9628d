#include "server/audit/log_segment.h"

#include "ledger/chain.h"
#include "ledger/hash.h"
#include "tests/server/audit/audit_examples.h"

#include <gtest/gtest.h>

namespace custos::audit {

namespace {

class LogSegmentTest : public testing::Test {
protected:
    [[nodiscard]] PendingRow written(std::uint64_t patient = 7) const {
        const auto prepared = *composer_.compose(example::chartRead(patient));
        return {{1, 10, 1}, prepared.tenant, prepared.bytes, {prepared.mac.begin(), prepared.mac.end()}};
    }

    [[nodiscard]] static PendingRow withOurMac(PendingRow row) {
        const auto mac = ledger::entryMac(example::secret(1), row.body);
        row.mac.assign(mac.begin(), mac.end());
        return row;
    }

    example::HandClock clock_;
    EntryComposer composer_{example::entryKeys(), clock_.source()};
    const ledger::MacKey key_ = example::secret(1);
};

TEST_F(LogSegmentTest, aWrittenRowIsAnEntry) {
    EXPECT_TRUE(examine(written(), key_));
}

TEST_F(LogSegmentTest, anyFlippedByteIsAForgery) {
    const PendingRow row = written();
    for (std::size_t at = 0; at < row.body.size(); ++at) {
        PendingRow edited = row;
        edited.body[at] ^= 1;
        EXPECT_EQ(examine(edited, key_).error(), Forgery::Mac);
    }
}

TEST_F(LogSegmentTest, aShortOrMissingMacIsAForgery) {
    PendingRow row = written();
    row.mac.pop_back();
    EXPECT_EQ(examine(row, key_).error(), Forgery::Mac);
    row.mac.clear();
    EXPECT_EQ(examine(row, key_).error(), Forgery::Mac);
}

TEST_F(LogSegmentTest, ourMacOverNoEntryIsAForgery) {
    PendingRow row = written();
    row.body.push_back(0);
    EXPECT_EQ(examine(withOurMac(row), key_).error(), Forgery::Undecodable);
}

TEST_F(LogSegmentTest, anEntryUnderAnotherPracticesNameIsAForgery) {
    PendingRow row = written();
    row.tenant = example::practice(2);
    EXPECT_EQ(examine(row, key_).error(), Forgery::Tenant);
}

TEST_F(LogSegmentTest, twoSegmentsMakeTheSameLogAsOne) {
    const auto ledger = example::ledgerOf(example::practice());
    const std::vector rows{written(1), written(2), written(3), written(4), written(5)};
    LogSegment whole(ledger, {}, ledger::chainGenesis(ledger));
    LogSegment first(ledger, {}, ledger::chainGenesis(ledger));
    ledger::Frontier frontier;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        whole.append(rows[at], {});
        if (at < 2) {
            first.append(rows[at], {});
            frontier.append(ledger::leafHash(rows[at].body));
        }
    }
    LogSegment second(ledger, frontier, first.checkpoint({}, 1).chainHead);
    for (std::size_t at = 2; at < rows.size(); ++at)
        second.append(rows[at], {});
    EXPECT_EQ(whole.checkpoint({}, 1), second.checkpoint({}, 1));
    EXPECT_EQ(whole.leaves().back().index, second.leaves().back().index);
    EXPECT_EQ(whole.nodes().size(), first.nodes().size() + second.nodes().size());
}

} // namespace

} // namespace custos::audit
