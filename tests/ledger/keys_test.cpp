#include "ledger/keys.h"

#include "ledger/hash.h"
#include "tests/ledger/sample_log.h"

#include <gtest/gtest.h>

namespace custos::ledger {

namespace {

SigningKey keyFromHex(std::string_view hex) {
    return SigningKey::fromSeed(SecretKey<32>(hashFromHex(hex).value()));
}

} // namespace

TEST(SigningKey, signsAsRfc8032Section71Test2) {
    const SigningKey key = keyFromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    EXPECT_EQ(toHex(key.publicKey().bytes),
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const Bytes message{0x72};
    const Signature signature = key.sign(message);
    EXPECT_EQ(toHex(signature), "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    EXPECT_TRUE(signatureHolds(key.publicKey(), message, signature));
    EXPECT_FALSE(signatureHolds(key.publicKey(), Bytes{0x73}, signature));
}

TEST(SignatureHolds, refusesTheKeyThatSignsEverything) {
    // With the neutral element as public key, R = neutral and S = 0 "sign" any message.
    PublicKey neutral;
    neutral.bytes[0] = 1;
    Signature signature{};
    signature[0] = 1;
    EXPECT_FALSE(signatureHolds(neutral, asBytes("anything"), signature));
}

TEST(LedgerIdentity, readsBackItsText) {
    const LedgerIdentity ledger = SampleLog().identity();
    const std::string text = toText(ledger);
    EXPECT_EQ(ledgerFromText(text), ledger);
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string changed = text;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_NE(ledgerFromText(changed), ledger) << at;
        EXPECT_FALSE(ledgerFromText(text.substr(0, at))) << at;
    }
    EXPECT_FALSE(ledgerFromText(text + "\n"));
}

TEST(LedgerIdentity, keyIdIsThatOfC2spSignedNote) {
    const LedgerIdentity ledger = SampleLog().identity();
    Bytes named;
    for (const char c : "custos/" + toText(ledger.practice) + "\n")
        named.push_back(std::uint8_t(c));
    named.push_back(0x01);
    named.insert(named.end(), ledger.key.bytes.begin(), ledger.key.bytes.end());
    EXPECT_EQ(toHex(keyIdOf(ledger)), toHex(sha256(named)).substr(0, 8));
}

TEST(Fingerprint, isGroupedForReadingAloud) {
    EXPECT_EQ(shortForm({0x3f, 0x0a, 0x91, 0xc2}), "3F 0A 91 C2");
    const std::string text = fingerprint(SampleLog().identity().key);
    EXPECT_EQ(text.size(), 16 * 4 + 15u);
    EXPECT_NE(text, fingerprint(SampleLog(0, 8).identity().key));
}

} // namespace custos::ledger
