#include "server/phi/aes_gcm.h"

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

GcmKey keyOf(const Vector& vector) {
    return std::span(vector.key).first<32>();
}
GcmNonce nonceOf(const Vector& vector) {
    return std::span(vector.nonce).first<gcmNonceSize>();
}

TEST(AesGcm, agreesWithPublishedVectors) {
    const auto vectors = publishedVectors();
    ASSERT_GE(vectors.size(), 18u);
    for (const Vector& vector : vectors) {
        Bytes sealed(vector.sealed.size());
        ASSERT_TRUE(aes256GcmSeal(keyOf(vector), nonceOf(vector), vector.associated, vector.plain, sealed));
        EXPECT_EQ(sealed == vector.sealed, vector.valid) << vector.name;
    }
}

TEST(AesGcm, opensPublishedVectorsAndRefusesTheInvalidOnes) {
    for (const Vector& vector : publishedVectors()) {
        Bytes plain(vector.plain.size(), 0xAA);
        const bool opened =
            aes256GcmOpen(keyOf(vector), nonceOf(vector), vector.associated, vector.sealed, plain);
        EXPECT_EQ(opened, vector.valid) << vector.name;
        EXPECT_EQ(plain, vector.valid ? vector.plain : Bytes(vector.plain.size())) << vector.name;
    }
}

TEST(AesGcm, refusesAnOutputOfTheWrongSize) {
    const Vector vector = publishedVectors().at(1);
    Bytes tooSmall(vector.plain.size() - 1);
    EXPECT_FALSE(aes256GcmOpen(keyOf(vector), nonceOf(vector), vector.associated, vector.sealed, tooSmall));
    EXPECT_FALSE(aes256GcmSeal(keyOf(vector), nonceOf(vector), vector.associated, vector.plain, tooSmall));
}

} // namespace
} // namespace custos::phi
