#include "ledger/mac.h"

#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

MacKey keyOf(std::uint8_t byte, std::size_t count) {
    std::array<std::uint8_t, 32> bytes{};
    std::fill_n(bytes.begin(), count, byte);
    return MacKey(bytes);
}

} // namespace

TEST(EntryMac, isHmacSha256) {
    // RFC 4231 test case 1; HMAC fills its shorter key with zeros, as this one is.
    EXPECT_EQ(toHex(entryMac(keyOf(0x0b, 20), asBytes("Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(EntryMac, breaksAtEveryChangedBitOfEntryAndMac) {
    const MacKey key = keyOf(0x42, 32);
    const Bytes entry = sampleEntry();
    const Mac mac = entryMac(key, entry);
    ASSERT_TRUE(entryMacHolds(key, entry, mac));
    for (std::size_t bit = 0; bit < 8 * entry.size(); ++bit) {
        Bytes edited = entry;
        edited[bit / 8] ^= std::uint8_t(1 << bit % 8);
        EXPECT_FALSE(entryMacHolds(key, edited, mac)) << bit;
    }
    for (std::size_t bit = 0; bit < 8 * mac.size(); ++bit) {
        Mac forged = mac;
        forged[bit / 8] ^= std::uint8_t(1 << bit % 8);
        EXPECT_FALSE(entryMacHolds(key, entry, forged)) << bit;
    }
}

TEST(EntryMac, needsItsKeyAndItsLength) {
    const Bytes entry = sampleEntry();
    const Mac mac = entryMac(keyOf(0x42, 32), entry);
    EXPECT_FALSE(entryMacHolds(keyOf(0x43, 32), entry, mac));
    EXPECT_FALSE(entryMacHolds(keyOf(0x42, 32), entry, ByteView(mac).first(31)));
    EXPECT_FALSE(entryMacHolds(keyOf(0x42, 32), entry, {}));
}

} // namespace custos::ledger
