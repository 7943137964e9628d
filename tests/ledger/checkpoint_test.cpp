#include "ledger/checkpoint.h"

#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>
#include <random>

namespace custos::ledger {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

// Signs any text as a note of this log, as a server gone wrong could.
std::string signedText(const SampleLog& log, const std::string& body) {
    const KeyId id = keyIdOf(log.identity());
    const Signature signature = log.key().sign(asBytes(body));
    Bytes bytes(id.begin(), id.end());
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return body + "\n\xE2\x80\x94 " + originOf(log.identity().practice) + ' ' + toBase64(bytes) + '\n';
}

std::string bodyOf(const std::string& note) {
    return note.substr(0, note.find("\n\n") + 1);
}

} // namespace

TEST(Checkpoint, isASignedNoteInTheLayoutOfC2sp) {
    const SampleLog log(3);
    const Checkpoint checkpoint = log.checkpoint();
    const std::string note = log.note();
    EXPECT_EQ(bodyOf(note), "custos/a1000000-0000-0000-0000-000000000000\n"
                            "3\n" +
                                toBase64(checkpoint.root) +
                                "\n"
                                "time 2026-11-22T09:00:00.000000Z\n"
                                "epoch 1\n"
                                "chain " +
                                toBase64(checkpoint.chainHead) + "\n");
    EXPECT_EQ(note, signedText(log, bodyOf(note)));
    EXPECT_LE(note.size(), maxCheckpointSize);
}

TEST(Checkpoint, readsBackWhatWasSigned) {
    for (const unsigned size : {0u, 1u, 5u}) {
        const SampleLog log(size);
        EXPECT_EQ(parseAndVerify(log.note(), log.identity()).value(), log.checkpoint());
    }
    const SampleLog log;
    const Checkpoint largest{maxTreeSize, someHash(1), latestTime, ~std::uint64_t(0), someHash(2)};
    const std::string note = log.sign(largest);
    EXPECT_LE(note.size(), maxCheckpointSize);
    EXPECT_EQ(parseAndVerify(note, log.identity()).value(), largest);
}

TEST(Checkpoint, isRefusedWithAnyBitChanged) {
    const SampleLog log(3);
    const std::string note = log.note();
    for (std::size_t bit = 0; bit < 8 * note.size(); ++bit) {
        std::string changed = note;
        changed[bit / 8] = char(changed[bit / 8] ^ 1 << bit % 8);
        EXPECT_FALSE(parseAndVerify(changed, log.identity())) << bit;
    }
}

TEST(Checkpoint, isRefusedCutShortOrGoingOn) {
    const SampleLog log(3);
    const std::string note = log.note();
    for (std::size_t length = 0; length < note.size(); ++length)
        EXPECT_EQ(parseAndVerify(note.substr(0, length), log.identity()).error(), CheckpointError::Malformed);
    EXPECT_EQ(parseAndVerify(note + "\n", log.identity()).error(), CheckpointError::Malformed);
    EXPECT_EQ(parseAndVerify(note + note, log.identity()).error(), CheckpointError::Malformed);
    EXPECT_EQ(parseAndVerify(std::string(maxCheckpointSize + 1, '\n'), log.identity()).error(),
              CheckpointError::Malformed);
}

TEST(Checkpoint, ofAnotherPracticeIsRefusedThoughTheKeyIsTheSame) {
    const SampleLog log(3);
    LedgerIdentity other = log.identity();
    other.practice.bytes[15] ^= 1;
    EXPECT_EQ(parseAndVerify(log.note(), other).error(), CheckpointError::WrongLog);
}

TEST(Checkpoint, ofAnotherKeyIsRefused) {
    const SampleLog log(3), other(3, 8);
    EXPECT_EQ(parseAndVerify(log.note(), other.identity()).error(), CheckpointError::UnknownKey);
}

TEST(Checkpoint, withOurKeyIdButAForeignSignatureIsRefused) {
    const SampleLog log(3), forger(3, 8);
    const std::string body = bodyOf(log.note());
    const KeyId id = keyIdOf(log.identity());
    const Signature signature = forger.key().sign(asBytes(body));
    Bytes bytes(id.begin(), id.end());
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    const std::string note =
        body + "\n\xE2\x80\x94 " + originOf(log.identity().practice) + ' ' + toBase64(bytes) + '\n';
    EXPECT_EQ(parseAndVerify(note, log.identity()).error(), CheckpointError::BadSignature);
}

TEST(Checkpoint, hasOneSpellingEvenWhereTheKeySignsAnother) {
    const SampleLog log(3);
    const std::string body = bodyOf(log.note());
    ASSERT_TRUE(parseAndVerify(signedText(log, body), log.identity()));
    for (const auto& [what, with] :
         std::initializer_list<std::pair<const char*, const char*>>{{"\n3\n", "\n03\n"},
                                                                    {"\n3\n", "\n+3\n"},
                                                                    {"\n3\n", "\n-3\n"},
                                                                    {"\n3\n", "\n3 \n"},
                                                                    {"\n3\n", "\n\n"},
                                                                    {"\n3\n", "\n9007199254740992\n"},
                                                                    {"\n3\n", "\n99999999999999999999\n"},
                                                                    {"epoch 1", "epoch 01"},
                                                                    {"epoch 1", "epoch  1"},
                                                                    {"epoch 1", "Epoch 1"},
                                                                    {"epoch 1", "epoch"},
                                                                    {"epoch 1\n", "epoch 1\nepoch 2\n"},
                                                                    {"time 2026", "time 1926"},
                                                                    {".000000Z", "Z"},
                                                                    {"=\n", "\n"},
                                                                    {"chain ", "chain\t"},
                                                                    {"\n3\n", "\n3\r\n"}})
        EXPECT_EQ(parseAndVerify(signedText(log, replaced(body, what, with)), log.identity()).error(),
                  CheckpointError::Malformed)
            << what << " as " << with;
}

TEST(Checkpoint, staysClosedUnderRandomDamage) {
    std::mt19937_64 random(0xC25B);
    const SampleLog log(3);
    const std::string note = log.note();
    for (int round = 0; round < 50000; ++round) {
        std::string changed = note;
        for (auto changes = 1 + random() % 4; changes > 0 && !changed.empty(); --changes) {
            const std::size_t at = random() % changed.size();
            if (random() % 3 == 0)
                changed[at] = char(random());
            else if (random() % 2 == 0)
                changed.erase(at, random() % 40);
            else
                changed.insert(at, note.substr(random() % note.size(), random() % 40));
        }
        EXPECT_EQ(parseAndVerify(changed, log.identity()).has_value(), changed == note);
    }
}

} // namespace custos::ledger
