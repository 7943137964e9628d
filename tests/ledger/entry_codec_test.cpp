#include "ledger/entry.h"

#include "ledger/hash.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>
#include <random>

namespace custos::ledger {

namespace {

EntryFields leastFields() {
    EntryFields fields;
    fields.tenant.bytes.fill(0x11);
    fields.time = UtcTime{std::chrono::microseconds{0x0102030405}};
    fields.action = Action::SessionSignIn;
    fields.outcome = Outcome::Denied;
    fields.nonce.fill(0x22);
    return fields;
}

Bytes encoded(EntryFields fields) {
    return encode(Entry::make(std::move(fields)).value());
}

// Whatever is accepted is what would have been written.
void expectStrict(const Bytes& bytes) {
    const auto entry = decode(bytes);
    if (entry) {
        EXPECT_EQ(encode(*entry), bytes) << toHex(bytes);
    }
}

} // namespace

// Written out by hand from docs/ledger.md. If this fails, sealed entries can no longer be read: make a
// version 2 instead.
TEST(EntryEncoding, isFrozenForTheLeastEntry) {
    EXPECT_EQ(toHex(encoded(leastFields())),
              "0001"                             // format version
              "11111111111111111111111111111111" // tenant
              "0000000102030405"                 // time
              "00"
              "00"
              "00"                                 // actor, acting as, session
              "0000"                               // roles
              "00"                                 // source
              "0065"                               // action 101
              "02"                                 // outcome: denied
              "00"                                 // reason
              "00"                                 // reason text
              "0000"                               // fields shown
              "00"                                 // break-glass
              "0000000000000000"                   // covers until
              "0000"                               // details
              "000000"                             // subjects
              "22222222222222222222222222222222"); // nonce
}

TEST(EntryEncoding, isFrozenForAnEntryWithEverything) {
    EXPECT_EQ(toHex(sampleEntry()),
              "0001"
              "a1000000000000000000000000000000"
              "000660d9b3bde400" // 2026-11-22T09:00:00Z
              "10"
              "b2000000000000000000000000000000"
              "10"
              "b3000000000000000000000000000000"
              "10"
              "c4000000000000000000000000000000"
              "0013"
              "0a"
              "66726f6e745f6465736b"
              "07"
              "6d616e61676572" // front_desk, manager
              "0a"
              "3139322e302e322e3137" // 192.0.2.17
              "012e"                 // 302
              "01"                   // allowed
              "09"
              "74726561746d656e74" // treatment
              "20"
              "40510175845988f13f6162ed8526f0b09f73384467fa855e1e79b44a56562a58"
              "0010"
              "0a"
              "62697274685f64617465"
              "04"
              "6e616d65" // birth_date, name
              "10"
              "d5000000000000000000000000000000"
              "000660d9b7516b00"
              "001a"
              "04"
              "66726f6d"
              "09"
              "7363686564756c6564"
              "02"
              "746f"
              "07"
              "61727269766564"
              "000040"
              "0100000000000000000000000000000000000000000000000000000000000000"
              "0200000000000000000000000000000000000000000000000000000000000000"
              "9e000000000000000000000000000000");
}

TEST(EntryEncoding, readsBackWhatItWrites) {
    for (unsigned number = 0; number < 50; ++number) {
        const Entry entry = Entry::make(sampleFields(number)).value();
        EXPECT_EQ(decode(encode(entry)).value(), entry);
    }
    const Entry least = Entry::make(leastFields()).value();
    EXPECT_EQ(decode(encode(least)).value(), least);
}

TEST(EntryEncoding, ofTheLargestEntryStaysWithinItsBound) {
    EntryFields fields = sampleFields();
    fields.roles.clear();
    fields.fieldsShown.clear();
    fields.details.clear();
    fields.subjects.clear();
    const auto code = [](int number) { return std::to_string(1000 + number) + std::string(60, 'a'); };
    for (int number = 0; number < 128; ++number)
        fields.fieldsShown.push_back(code(number));
    for (int number = 0; number < 16; ++number) {
        fields.roles.push_back(code(number));
        fields.details.push_back({code(number), std::string(64, '~')});
    }
    for (unsigned number = 0; number < maxSubjects; ++number)
        fields.subjects.push_back(someHash(number));
    fields.source = std::string(64, '1');
    fields.reason = std::string(64, 'r');
    const Bytes bytes = encoded(fields);
    EXPECT_LE(bytes.size(), maxEntrySize);
    EXPECT_TRUE(decode(bytes));
}

TEST(EntryDecoding, keepsAnActionThatThisVersionHasNoNameFor) {
    EntryFields fields = leastFields();
    fields.action = Action(60000);
    const Bytes bytes = encoded(fields);
    EXPECT_EQ(decode(bytes).value().fields().action, Action(60000));
}

TEST(EntryDecoding, refusesAnotherVersionAndSaysSo) {
    Bytes bytes = sampleEntry();
    bytes[1] = 2;
    EXPECT_EQ(decode(bytes).error(), DecodeError::UnknownVersion);
    bytes[0] = 1, bytes[1] = 1;
    EXPECT_EQ(decode(bytes).error(), DecodeError::UnknownVersion);
}

TEST(EntryDecoding, refusesEveryTruncation) {
    const Bytes bytes = sampleEntry();
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode(ByteView(bytes).first(length))) << length;
    EXPECT_EQ(decode({}).error(), DecodeError::Truncated);
}

TEST(EntryDecoding, refusesWhatTrails) {
    Bytes bytes = sampleEntry();
    bytes.push_back(0);
    EXPECT_EQ(decode(bytes).error(), DecodeError::TrailingBytes);
}

TEST(EntryDecoding, refusesWhatIsTooLargeUnread) {
    EXPECT_EQ(decode(Bytes(maxEntrySize + 1)).error(), DecodeError::TooLarge);
}

TEST(EntryDecoding, isStrictForEveryChangedByte) {
    for (const Bytes& original : {sampleEntry(), encoded(leastFields())})
        for (std::size_t at = 0; at < original.size(); ++at)
            for (unsigned value = 0; value < 256; ++value) {
                Bytes changed = original;
                changed[at] = std::uint8_t(value);
                expectStrict(changed);
            }
}

TEST(EntryDecoding, refusesControlCharactersThatWereWrittenPastTheEncoder) {
    const Bytes original = sampleEntry();
    const std::string_view text(reinterpret_cast<const char*>(original.data()), original.size());
    for (const std::string_view word :
         {"front_desk", "192.0.2.17", "treatment", "birth_date", "from", "arrived"})
        for (const std::uint8_t forged : {'\r', '\n', '\x1b', '\0', '\x7f'}) {
            Bytes changed = original;
            changed[text.find(word) + 1] = forged;
            EXPECT_EQ(decode(changed).error(), DecodeError::InvalidEntry) << word;
        }
}

TEST(EntryDecoding, refusesListsOutOfOrderOrRepeated) {
    Bytes swapped = sampleEntry();
    const std::size_t subjects = swapped.size() - 16 - 64;
    std::swap_ranges(swapped.begin() + std::ptrdiff_t(subjects),
                     swapped.begin() + std::ptrdiff_t(subjects + 32),
                     swapped.begin() + std::ptrdiff_t(subjects + 32));
    EXPECT_EQ(decode(swapped).error(), DecodeError::NotCanonical);
    Bytes repeated = sampleEntry();
    repeated[subjects + 32] = 1;
    EXPECT_EQ(decode(repeated).error(), DecodeError::NotCanonical);
}

TEST(EntryDecoding, refusesListsThatDoNotEndWhereTheySay) {
    Bytes bytes = sampleEntry();
    const std::size_t subjectsLength = bytes.size() - 16 - 64 - 3;
    bytes[subjectsLength + 2] = 0x3f;
    EXPECT_FALSE(decode(bytes));
    bytes[subjectsLength] = 0xff;
    EXPECT_EQ(decode(bytes).error(), DecodeError::Truncated);
}

TEST(EntryDecoding, staysStrictUnderRandomDamage) {
    std::mt19937_64 random(0x0DD5);
    const std::vector<Bytes> seeds{sampleEntry(1), sampleEntry(2), encoded(leastFields())};
    for (int round = 0; round < 100000; ++round) {
        Bytes bytes = seeds[random() % seeds.size()];
        for (auto changes = 1 + random() % 4; changes > 0; --changes) {
            const auto at = bytes.begin() + std::ptrdiff_t(random() % bytes.size());
            switch (random() % 4) {
            case 0:
                *at = std::uint8_t(random());
                break;
            case 1:
                bytes.insert(at, std::uint8_t(random()));
                break;
            case 2:
                bytes.erase(at,
                            at + std::min<std::ptrdiff_t>(std::ptrdiff_t(random() % 8), bytes.end() - at));
                break;
            default: {
                const Bytes& other = seeds[random() % seeds.size()];
                std::copy_n(other.begin(), std::min(other.size(), std::size_t(bytes.end() - at)), at);
            }
            }
            if (bytes.empty())
                break;
        }
        expectStrict(bytes);
    }
}

} // namespace custos::ledger
