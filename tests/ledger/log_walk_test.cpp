#include "ledger/log_walk.h"

#include "ledger/chain.h"
#include "ledger/hash.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

constexpr unsigned entries = 40;
constexpr unsigned rememberedSize = 12;

using Rows = std::vector<SealedRow>;

std::ptrdiff_t at(std::uint64_t index) {
    return std::ptrdiff_t(index);
}

// A row that was never sealed, but follows `previous` as if it had been.
SealedRow forged(std::uint64_t index, const Hash& previous) {
    const Bytes entry = sampleEntry(999);
    const Hash leaf = leafHash(entry);
    return {index, entry, leaf, chainNext(previous, leaf)};
}

Hash linkBefore(const SampleLog& log, std::uint64_t index) {
    return index == 0 ? chainGenesis(log.identity()) : log.rows()[index - 1].chain;
}

void renumber(Rows& rows) {
    for (std::size_t index = 0; index < rows.size(); ++index)
        rows[index].index = index;
}

// What somebody who owns the database, but not the past, can do: every hash is recomputed.
void recompute(const SampleLog& log, Rows& rows) {
    Hash link = chainGenesis(log.identity());
    renumber(rows);
    for (SealedRow& row : rows) {
        if (row.entry)
            row.leaf = leafHash(*row.entry);
        link = row.chain = chainNext(link, row.leaf);
    }
}

// ... and signed again.
Checkpoint resigned(const Rows& rows) {
    Frontier frontier;
    for (const SealedRow& row : rows)
        frontier.append(row.leaf);
    return {rows.size(), frontier.root(), SampleLog::signedAt, 1, rows.back().chain};
}

WalkReport walk(const SampleLog& log, const Rows& rows, std::vector<Checkpoint> checkpoints) {
    LogWalk walk(log.identity(), std::move(checkpoints));
    for (const SealedRow& row : rows)
        walk.add(row);
    return walk.finish();
}

// Copies, because GCC 12 takes an inlined swap of optional vectors for a use of uninitialised memory.
Rows withSwapped(const Rows& rows, std::size_t first, std::size_t second) {
    Rows swapped = rows;
    swapped[first] = rows[second];
    swapped[second] = rows[first];
    return swapped;
}

class WholeLog : public testing::Test {
protected:
    [[nodiscard]] WalkReport walked(const Rows& rows) const {
        return walk(log, rows, {log.checkpoint(), remembered});
    }
    void expect(const Rows& rows, Damage damage, std::uint64_t index) const {
        const WalkReport report = walked(rows);
        EXPECT_EQ(report.damage, damage) << "at " << index;
        EXPECT_EQ(report.first, index);
        EXPECT_EQ(report.last, index);
        EXPECT_FALSE(report.intact());
        EXPECT_LE(report.provenUpTo, index);
    }

    const SampleLog log{entries};
    const Checkpoint remembered = SampleLog(rememberedSize).checkpoint();
    const Rows sealed = log.rows();
};

} // namespace

TEST_F(WholeLog, isIntactAsSealed) {
    const WalkReport report = walked(sealed);
    EXPECT_TRUE(report.intact());
    EXPECT_EQ(report.provenUpTo, entries);
    EXPECT_TRUE(walk(SampleLog(), {}, {SampleLog().checkpoint()}).intact());
}

TEST_F(WholeLog, staysIntactWhenBodiesArePurged) {
    Rows rows = sealed;
    for (std::size_t index = 0; index < 20; ++index)
        rows[index].entry.reset();
    EXPECT_TRUE(walked(rows).intact());
}

TEST_F(WholeLog, namesAnEditedBody) {
    for (std::size_t index = 0; index < entries; ++index) {
        Rows rows = sealed;
        (*rows[index].entry)[40] ^= 1;
        expect(rows, Damage::Edited, index);
    }
}

TEST_F(WholeLog, namesABodyEditedWithItsLeafHash) {
    for (std::size_t index = 0; index < entries; ++index) {
        Rows rows = sealed;
        (*rows[index].entry)[40] ^= 1;
        rows[index].leaf = leafHash(*rows[index].entry);
        expect(rows, Damage::Edited, index);
    }
}

TEST_F(WholeLog, namesAnEditedLinkAndAnEditedLeaf) {
    for (std::size_t index = 0; index < entries; ++index) {
        Rows link = sealed, leaf = sealed, number = sealed;
        link[index].chain[5] ^= 1;
        leaf[index].leaf[5] ^= 1;
        number[index].index += 1000;
        expect(link, Damage::Edited, index);
        expect(leaf, Damage::Edited, index);
        expect(number, Damage::Edited, index);
    }
}

TEST_F(WholeLog, namesADeletedRow) {
    for (std::size_t index = 0; index + 1 < entries; ++index) {
        Rows rows = sealed;
        rows.erase(rows.begin() + at(index));
        expect(rows, Damage::Deleted, index);
        renumber(rows);
        expect(rows, Damage::Deleted, index);
    }
}

TEST_F(WholeLog, namesSeveralDeletedRows) {
    Rows rows = sealed;
    rows.erase(rows.begin() + 20, rows.begin() + 25);
    expect(rows, Damage::Deleted, 20);
}

TEST_F(WholeLog, namesAnInsertedRow) {
    for (std::size_t index = 0; index <= entries; ++index) {
        Rows rows = sealed;
        rows.insert(rows.begin() + at(index), forged(index, someHash(1)));
        renumber(rows);
        expect(rows, Damage::Inserted, index);
    }
}

TEST_F(WholeLog, namesInsertedRowsThatLinkUp) {
    for (std::size_t index = 0; index <= entries; ++index) {
        // At the edge of what the remembered checkpoint covers, that checkpoint is the first to object.
        if (index + 1 == rememberedSize || index + 2 == rememberedSize || index + 1 == entries ||
            index + 2 == entries)
            continue;
        Rows rows = sealed;
        const SealedRow first = forged(index, linkBefore(log, index));
        const SealedRow second = forged(index + 1, first.chain);
        rows.insert(rows.begin() + at(index), {first, second});
        renumber(rows);
        expect(rows, Damage::Inserted, index);
    }
}

TEST_F(WholeLog, namesACopyOfAnEarlierRow) {
    Rows rows = sealed;
    rows.insert(rows.begin() + 30, sealed[5]);
    renumber(rows);
    expect(rows, Damage::Inserted, 30);
}

TEST_F(WholeLog, namesTheFirstOfTwoSwappedRows) {
    for (std::size_t first = 0; first < entries; first += 3)
        for (std::size_t second = first + 1; second < entries; second += 5) {
            Rows rows = withSwapped(sealed, first, second);
            expect(rows, Damage::Reordered, first);
            renumber(rows);
            expect(rows, Damage::Reordered, first);
        }
}

TEST_F(WholeLog, namesSwappedBodies) {
    Rows rows = sealed;
    rows[14].entry = sealed[31].entry;
    rows[31].entry = sealed[14].entry;
    expect(rows, Damage::Reordered, 14);
}

TEST_F(WholeLog, namesTheRowFromWhichARowWasMovedAway) {
    Rows forwards = sealed, backwards = sealed;
    forwards.erase(forwards.begin() + 15);
    forwards.insert(forwards.begin() + 29, sealed[15]);
    expect(forwards, Damage::Reordered, 15);
    backwards.erase(backwards.begin() + 29);
    backwards.insert(backwards.begin() + 15, sealed[29]);
    expect(backwards, Damage::Reordered, 15);
}

TEST_F(WholeLog, namesWhereItWasCutOff) {
    for (std::size_t size = 0; size < entries; ++size)
        expect(Rows(sealed.begin(), sealed.begin() + at(size)), Damage::Truncated, size);
}

TEST_F(WholeLog, isNotShortenedBySigningTheShorterOneAgain) {
    const Rows rows(sealed.begin(), sealed.begin() + 20);
    const WalkReport report = walk(log, rows, {resigned(rows), log.checkpoint()});
    EXPECT_EQ(report.damage, Damage::Truncated);
    EXPECT_EQ(report.first, 20u);
    EXPECT_EQ(report.provenUpTo, 20u);
}

TEST_F(WholeLog, showsEveryRewriteBelowARememberedCheckpoint) {
    for (std::size_t index = 0; index < rememberedSize; ++index) {
        std::vector<Rows> attacks(4, sealed);
        (*attacks[0][index].entry)[40] ^= 1;
        attacks[1].erase(attacks[1].begin() + at(index));
        attacks[2].insert(attacks[2].begin() + at(index), forged(index, {}));
        attacks[3] = withSwapped(sealed, index, index + 1);
        if (index + 1 == rememberedSize)
            attacks.pop_back(); // crosses the checkpoint, so a part of it is above
        for (Rows& rows : attacks) {
            recompute(log, rows);
            const WalkReport report = walk(log, rows, {resigned(rows), remembered});
            EXPECT_EQ(report.damage, Damage::Rewritten);
            EXPECT_LE(report.first, index);
            EXPECT_GE(report.last, index);
            EXPECT_LT(report.last, rememberedSize);
        }
    }
}

TEST_F(WholeLog, namesARewrittenEntryExactlyWhenEveryCheckpointIsRemembered) {
    for (std::size_t index = 0; index < entries; ++index) {
        Rows rows = sealed;
        (*rows[index].entry)[40] ^= 1;
        recompute(log, rows);
        std::vector<Checkpoint> checkpoints{resigned(rows)};
        for (unsigned size = 1; size <= entries; ++size)
            checkpoints.push_back(SampleLog(size).checkpoint());
        const WalkReport report = walk(log, rows, checkpoints);
        EXPECT_EQ(report.damage, Damage::Rewritten);
        EXPECT_EQ(report.first, index);
        EXPECT_EQ(report.last, index);
    }
}

TEST_F(WholeLog, boundsARewriteByWhatWasSeenBefore) {
    Rows rows = sealed;
    (*rows[22].entry)[40] ^= 1;
    recompute(log, rows);
    LogWalk walk(log.identity(), {resigned(rows), remembered});
    for (const std::uint64_t index : {13, 22, 23, 30})
        walk.witness(index, sealed[index].leaf);
    for (const SealedRow& row : rows)
        walk.add(row);
    const WalkReport report = walk.finish();
    EXPECT_EQ(report.damage, Damage::Rewritten);
    EXPECT_EQ(report.first, rememberedSize);
    EXPECT_EQ(report.last, 22u);
}

TEST_F(WholeLog, isNotCuredByRecomputingWithoutTheKey) {
    Rows rows = sealed;
    (*rows[22].entry)[40] ^= 1;
    recompute(log, rows);
    const WalkReport report = walked(rows);
    EXPECT_EQ(report.damage, Damage::Rewritten);
    EXPECT_EQ(report.first, rememberedSize);
    EXPECT_EQ(report.last, entries - 1);
}

TEST_F(WholeLog, contradictsACheckpointInItsRootAndInItsChainHead) {
    Checkpoint otherRoot = log.checkpoint(), otherHead = log.checkpoint();
    otherRoot.root[0] ^= 1;
    otherHead.chainHead[0] ^= 1;
    for (const Checkpoint& checkpoint : {otherRoot, otherHead}) {
        const WalkReport report = walk(log, sealed, {checkpoint, remembered});
        EXPECT_EQ(report.damage, Damage::Rewritten);
        EXPECT_EQ(report.provenUpTo, rememberedSize);
    }
}

TEST_F(WholeLog, ofAnotherPracticeDoesNotFit) {
    LedgerIdentity other = log.identity();
    other.practice.bytes[15] ^= 1;
    LogWalk walk(other, {log.checkpoint()});
    for (const SealedRow& row : sealed)
        walk.add(row);
    EXPECT_FALSE(walk.finish().intact());
}

TEST_F(WholeLog, missesTheReceiptsThatWereNeverSealed) {
    LogWalk walk(log.identity(), {log.checkpoint()});
    walk.expectReceipt(sealed[7].leaf);
    walk.expectReceipt(someHash(1));
    for (const SealedRow& row : sealed)
        walk.add(row);
    const WalkReport report = walk.finish();
    EXPECT_EQ(report.damage, Damage::None);
    EXPECT_EQ(report.missingReceipts, std::vector<Hash>{someHash(1)});
    EXPECT_FALSE(report.intact());
}

} // namespace custos::ledger
