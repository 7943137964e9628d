#include "server/phi/aes_gcm.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace custos::phi {
namespace {

using ledger::Bytes;

struct Vector {
    std::string name;
    bool valid = false;
    Bytes key, nonce, associated, plain, sealed;
};

Bytes fromColumn(const std::string& column) {
    return column == "-" ? Bytes{} : ledger::fromHex(column).value();
}

Vector vectorIn(const std::string& line) {
    std::istringstream columns(line);
    std::string name, verdict, key, nonce, associated, plain, text, tag;
    columns >> name >> verdict >> key >> nonce >> associated >> plain >> text >> tag;
    return {name,
            verdict == "valid",
            fromColumn(key),
            fromColumn(nonce),
            fromColumn(associated),
            fromColumn(plain),
            fromColumn(text == "-" ? tag : text + tag)};
}

std::vector<Vector> publishedVectors() {
    std::ifstream file(CUSTOS_AES_GCM_VECTORS);
    std::vector<Vector> vectors;
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#')
            vectors.push_back(vectorIn(line));
    return vectors;
}

/// Whether our cipher has a way to take it: its types allow 256-bit keys and 96-bit nonces alone.
bool fits(const Vector& vector) {
    return vector.key.size() == 32 && vector.nonce.size() == gcmNonceSize;
}

std::vector<Vector> fittingVectors() {
    auto vectors = publishedVectors();
    std::erase_if(vectors, [](const Vector& vector) { return !fits(vector); });
    return vectors;
}

GcmKey keyOf(const Vector& vector) {
    return std::span(vector.key).first<32>();
}
GcmNonce nonceOf(const Vector& vector) {
    return std::span(vector.nonce).first<gcmNonceSize>();
}

// A file that was cut short, or a reader that skips lines, must not look like success.
TEST(AesGcm, knowsAllOfWycheproofAndWhichOfItsVectorsItCanTake) {
    const auto vectors = publishedVectors();
    const auto ofWycheproof = std::count_if(vectors.begin(), vectors.end(), [](const Vector& vector) {
        return vector.name.starts_with("wycheproof-");
    });
    const auto fitting = fittingVectors();
    const auto valid =
        std::count_if(fitting.begin(), fitting.end(), [](const Vector& vector) { return vector.valid; });
    EXPECT_EQ(ofWycheproof, 256);
    EXPECT_EQ(fitting.size(), 48u + 4u);
    EXPECT_EQ(valid, 21 + 4);
}

TEST(AesGcm, agreesWithPublishedVectors) {
    for (const Vector& vector : fittingVectors()) {
        Bytes sealed(vector.sealed.size());
        ASSERT_TRUE(aes256GcmSeal(keyOf(vector), nonceOf(vector), vector.associated, vector.plain, sealed));
        EXPECT_EQ(sealed == vector.sealed, vector.valid) << vector.name;
    }
}

TEST(AesGcm, opensPublishedVectorsAndRefusesTheInvalidOnes) {
    for (const Vector& vector : fittingVectors()) {
        Bytes plain(vector.plain.size(), 0xAA);
        const bool opened =
            aes256GcmOpen(keyOf(vector), nonceOf(vector), vector.associated, vector.sealed, plain);
        EXPECT_EQ(opened, vector.valid) << vector.name;
        EXPECT_EQ(plain, vector.valid ? vector.plain : Bytes(vector.plain.size())) << vector.name;
    }
}

TEST(AesGcm, refusesAnOutputOfTheWrongSize) {
    const Vector vector = fittingVectors().at(1);
    Bytes tooSmall(vector.plain.size() - 1);
    EXPECT_FALSE(aes256GcmOpen(keyOf(vector), nonceOf(vector), vector.associated, vector.sealed, tooSmall));
    EXPECT_FALSE(aes256GcmSeal(keyOf(vector), nonceOf(vector), vector.associated, vector.plain, tooSmall));
}

} // namespace
} // namespace custos::phi
