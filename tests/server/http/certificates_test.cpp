#include "server/http/certificates.h"
#include "server/http/enrolment_file.h"

#include "ledger/bytes.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <fstream>

namespace custos::http {
namespace {

const std::vector<std::string> names{"localhost", "127.0.0.1", "harborlane.custos.local"};

std::string pinOfKeyPem(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    ledger::Hash digest{};
    SHA256(der, static_cast<size_t>(length), digest.data());
    OPENSSL_free(der);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return ledger::toHex(digest);
}

/// The leaf with another end, so many days from now, as if it had been signed long ago.
void endLeafIn(const std::filesystem::path& directory, int days) {
    const auto at = [&directory](const char* name, const char* mode) {
        return BIO_new_file((directory / name).c_str(), mode);
    };
    BIO* const leafIn = at("leaf.pem", "r");
    BIO* const keyIn = at("authority.key", "r");
    X509* const leaf = PEM_read_bio_X509(leafIn, nullptr, nullptr, nullptr);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(keyIn, nullptr, nullptr, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(leaf), days, 3600, nullptr);
    EXPECT_GT(X509_sign(leaf, key, EVP_sha256()), 0);
    BIO* const leafOut = at("leaf.pem", "w");
    EXPECT_EQ(PEM_write_bio_X509(leafOut, leaf), 1);
    for (BIO* bio : {leafIn, keyIn, leafOut})
        BIO_free(bio);
    EVP_PKEY_free(key);
    X509_free(leaf);
}

class CertificatesTest : public ::testing::Test {
protected:
    custos::testing::TemporaryDirectory temporary_;
    std::filesystem::path directory_ = temporary_.path() / "tls";
};

TEST_F(CertificatesTest, keepsNothingOfTheNextKeyButItsPin) {
    const auto issued = issueCertificates(directory_, names);
    ASSERT_TRUE(issued);
    EXPECT_EQ(issued->certificates.pins[0], pinOfKeyPem(issued->certificates.identity.privateKeyPem));
    EXPECT_EQ(issued->certificates.pins[1], pinOfKeyPem(issued->nextKeyPem));
    EXPECT_NE(issued->certificates.pins[0], issued->certificates.pins[1]);
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
        std::ifstream file(entry.path());
        const std::string content((std::istreambuf_iterator<char>(file)), {});
        EXPECT_NE(content, issued->nextKeyPem) << entry.path();
        EXPECT_EQ(std::filesystem::status(entry.path()).permissions(), std::filesystem::perms(0600));
    }
}

TEST_F(CertificatesTest, readsBackWhatItWrote) {
    const auto issued = issueCertificates(directory_, names);
    const auto loaded = loadCertificates(directory_, names);
    ASSERT_TRUE(issued && loaded);
    EXPECT_EQ(loaded->identity.certificateChainPem, issued->certificates.identity.certificateChainPem);
    EXPECT_EQ(loaded->pins, issued->certificates.pins);
    EXPECT_EQ(loaded->notAfter, issued->certificates.notAfter);
}

TEST_F(CertificatesTest, signsAgainForANewNameAndKeepsThePins) {
    const auto issued = issueCertificates(directory_, names);
    const auto loaded = loadCertificates(directory_, {"reception.custos.local"});
    ASSERT_TRUE(issued && loaded);
    EXPECT_NE(loaded->identity.certificateChainPem, issued->certificates.identity.certificateChainPem);
    EXPECT_EQ(loaded->pins, issued->certificates.pins);
}

TEST_F(CertificatesTest, signsALeafAgainLongBeforeItEndsAndKeepsThePins) {
    const auto issued = issueCertificates(directory_, names);
    ASSERT_TRUE(issued);
    for (const auto& [left, afterwards] : {std::pair{301, 301}, std::pair{299, 397}}) {
        endLeafIn(directory_, left);
        const auto loaded = loadCertificates(directory_, names);
        ASSERT_TRUE(loaded);
        const auto ends = loaded->leafNotAfter - std::chrono::system_clock::now();
        EXPECT_EQ(std::chrono::round<std::chrono::days>(ends).count(), afterwards);
        EXPECT_EQ(loaded->pins, issued->certificates.pins);
        EXPECT_EQ(loaded->notAfter, issued->certificates.notAfter);
    }
}

TEST(ExpiryReminder, comesOnceADayInTheLastThirty) {
    using namespace std::chrono_literals;
    using std::chrono::days;
    const std::chrono::sys_seconds end(days(20000));
    ExpiryReminder reminder(end);
    EXPECT_EQ(reminder.due(end - days(300)), std::nullopt);
    EXPECT_EQ(reminder.due(end - days(30)), std::nullopt);
    EXPECT_EQ(reminder.due(end - days(30) + 1s), days(29));
    EXPECT_EQ(reminder.due(end - days(29)), std::nullopt);
    EXPECT_EQ(reminder.due(end - days(29) + 1s), days(28));
    EXPECT_EQ(reminder.due(end - 1s), days(0));
    EXPECT_EQ(reminder.due(end + days(1)), days(-1)) << "it has ended, and is still served";
}

TEST_F(CertificatesTest, neverReplacesWhatIsThere) {
    ASSERT_TRUE(issueCertificates(directory_, names));
    const auto again = issueCertificates(directory_, names);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), CertificateError::AlreadyThere);
}

TEST_F(CertificatesTest, refusesAKeyThatOthersCanRead) {
    ASSERT_TRUE(issueCertificates(directory_, names));
    std::filesystem::permissions(directory_ / "leaf.key", std::filesystem::perms(0640));
    const auto loaded = loadCertificates(directory_, names);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error(), CertificateError::LoosePermissions);
}

TEST_F(CertificatesTest, refusesALeafOfAnotherAuthority) {
    ASSERT_TRUE(issueCertificates(directory_, names));
    ASSERT_TRUE(issueCertificates(temporary_.path() / "other", names));
    std::filesystem::copy_file(temporary_.path() / "other/leaf.pem", directory_ / "leaf.pem",
                               std::filesystem::copy_options::overwrite_existing);
    const auto loaded = loadCertificates(directory_, names);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error(), CertificateError::Damaged);
}

nlohmann::json exampleFile() {
    return nlohmann::json::parse(
        writeEnrolment({.addresses = {"https://127.0.0.1:8443"},
                        .authorityPem = "pem\n",
                        .pins = {std::string(64, 'a'), std::string(64, 'b')},
                        .notAfter = std::chrono::sys_seconds(std::chrono::seconds(1)),
                        .practiceId = "id",
                        .practiceCode = "harborlane",
                        .practiceName = "Harbor Lane “Família”",
                        .ledgerPublicKey = "key",
                        .issuedBy = "custosd",
                        .issuedAt = std::chrono::sys_seconds(std::chrono::days(20000)),
                        .issuedFor = "anyone"}));
}

bool signatureHolds(nlohmann::json file) {
    const auto key = *ledger::fromBase64(file["signature"]["public_key"].get<std::string>());
    const auto value = *ledger::fromBase64(file["signature"]["value"].get<std::string>());
    file.erase("signature");
    const auto canonical = file.dump();
    return crypto_sign_verify_detached(value.data(), reinterpret_cast<const unsigned char*>(canonical.data()),
                                       canonical.size(), key.data()) == 0;
}

TEST(EnrolmentFile, carriesASignatureThatFindsDamage) {
    auto file = exampleFile();
    EXPECT_EQ(file["not_after"], "1970-01-01T00:00:01Z");
    EXPECT_TRUE(signatureHolds(file));
    file["pins"][0] = std::string(64, 'c');
    EXPECT_FALSE(signatureHolds(file));
}

} // namespace
} // namespace custos::http
