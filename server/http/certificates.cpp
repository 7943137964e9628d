#include "server/http/certificates.h"

#include "ledger/bytes.h"
#include "server/files/private_file.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace custos::http {

namespace {

namespace fs = std::filesystem;

template<class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* pointer) const { Free(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, &EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, &X509_free>>;
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

constexpr int authorityDays = 3653;
constexpr int leafDays = 397;
/// A leaf is signed again at a start and at no other moment: whoever starts the server once in this many days
/// never serves one that has ended.
constexpr int renewWithinDays = 300;
constexpr std::chrono::days remindWithin{30};

struct Files {
    explicit Files(const fs::path& directory)
        : authorityKey(directory / "authority.key")
        , authority(directory / "authority.pem")
        , leafKey(directory / "leaf.key")
        , leaf(directory / "leaf.pem")
        , nextPin(directory / "next.pin") {}

    [[nodiscard]] std::array<const fs::path*, 5> all() const {
        return {&authorityKey, &authority, &leafKey, &leaf, &nextPin};
    }

    fs::path authorityKey;
    fs::path authority;
    fs::path leafKey;
    fs::path leaf;
    fs::path nextPin;
};

Key generateKey() {
    return Key(EVP_EC_gen("P-256"));
}

std::string text(BIO* bio) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<size_t>(length)};
}

std::string pem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_secmem()));
    if (PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    return text(bio.get());
}

std::string pem(X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    return PEM_write_bio_X509(bio.get(), certificate) == 1 ? text(bio.get()) : std::string();
}

Bio source(const std::string& data) {
    return Bio(BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
}

Key keyFromPem(const std::string& data) {
    return Key(PEM_read_bio_PrivateKey(source(data).get(), nullptr, nullptr, nullptr));
}

Certificate certificateFromPem(const std::string& data) {
    return Certificate(PEM_read_bio_X509(source(data).get(), nullptr, nullptr, nullptr));
}

/// Lower-case hex of the SHA-256 of the DER SubjectPublicKeyInfo.
std::string pinOf(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    if (length <= 0)
        return {};
    ledger::Hash digest{};
    SHA256(der, static_cast<size_t>(length), digest.data());
    OPENSSL_free(der);
    return ledger::toHex(digest);
}

bool isAddress(const std::string& name) {
    std::array<unsigned char, sizeof(in6_addr)> scratch{};
    return inet_pton(AF_INET, name.c_str(), scratch.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), scratch.data()) == 1;
}

bool setRandomSerial(X509* certificate) {
    // 127 random bits: positive, and more than the 64 that CA/B Forum BR 7.1 asks for.
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return false;
    bytes[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Freed<BIGNUM, &BN_free>> number(
        BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, &X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

struct Subject {
    std::string commonName;
    int days;
    EVP_PKEY* key;
};

Certificate blank(const Subject& subject) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    auto* name = X509_get_subject_name(certificate.get());
    const auto* commonName = reinterpret_cast<const unsigned char*>(subject.commonName.c_str());
    // A little in the past, for clients whose clock is behind ours.
    if (!setRandomSerial(certificate.get()) ||
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, commonName, -1, -1, 0) != 1 ||
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600) == nullptr ||
        X509_time_adj_ex(X509_getm_notAfter(certificate.get()), subject.days, 0, nullptr) == nullptr ||
        X509_set_pubkey(certificate.get(), subject.key) != 1)
        return nullptr;
    return certificate;
}

Certificate signAuthority(EVP_PKEY* key) {
    auto certificate = blank({.commonName = "Custos practice authority", .days = authorityDays, .key = key});
    auto* raw = certificate.get();
    if (!raw || X509_set_issuer_name(raw, X509_get_subject_name(raw)) != 1 ||
        !addExtension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !addExtension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !addExtension(raw, raw, NID_subject_key_identifier, "hash") || X509_sign(raw, key, EVP_sha256()) == 0)
        return nullptr;
    return certificate;
}

std::string alternativeNames(const std::vector<std::string>& names) {
    std::string value;
    for (const auto& name : names)
        value += (value.empty() ? "" : ",") + std::string(isAddress(name) ? "IP:" : "DNS:") + name;
    return value;
}

Certificate signLeaf(EVP_PKEY* key, X509* authority, EVP_PKEY* authorityKey,
                     const std::vector<std::string>& names) {
    auto certificate = blank({.commonName = names.front(), .days = leafDays, .key = key});
    auto* raw = certificate.get();
    if (!raw || X509_set_issuer_name(raw, X509_get_subject_name(authority)) != 1 ||
        !addExtension(raw, authority, NID_basic_constraints, "critical,CA:FALSE") ||
        !addExtension(raw, authority, NID_key_usage, "critical,digitalSignature") ||
        !addExtension(raw, authority, NID_ext_key_usage, "serverAuth") ||
        !addExtension(raw, authority, NID_subject_key_identifier, "hash") ||
        !addExtension(raw, authority, NID_authority_key_identifier, "keyid") ||
        !addExtension(raw, authority, NID_subject_alt_name, alternativeNames(names)) ||
        X509_sign(raw, authorityKey, EVP_sha256()) == 0)
        return nullptr;
    return certificate;
}

bool covers(X509* leaf, const std::string& name) {
    return isAddress(name) ? X509_check_ip_asc(leaf, name.c_str(), 0) == 1
                           : X509_check_host(leaf, name.c_str(), name.size(), 0, nullptr) == 1;
}

bool stillGood(X509* leaf, const std::vector<std::string>& names) {
    int days = 0;
    int seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(leaf)) != 1 || days < renewWithinDays)
        return false;
    return std::all_of(names.begin(), names.end(), [leaf](const auto& name) { return covers(leaf, name); });
}

std::chrono::sys_seconds endOf(X509* certificate) {
    tm end{};
    ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end);
    return std::chrono::sys_seconds(std::chrono::seconds(timegm(&end)));
}

bool syncDirectory(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return synced;
}

bool isPrivate(const fs::path& path, mode_t kind, mode_t permissions) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && (status.st_mode & S_IFMT) == kind &&
           (status.st_mode & 07777) == permissions && status.st_uid == ::geteuid();
}

Result<std::string, CertificateError> readPrivate(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        return unexpected(CertificateError::Missing);
    if (!isPrivate(path, S_IFREG, 0600))
        return unexpected(CertificateError::LoosePermissions);
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return file ? Result<std::string, CertificateError>(content.str())
                : unexpected(CertificateError::Missing);
}

bool writeAll(const Files& files, const std::array<std::string, 5>& contents) {
    const auto paths = files.all();
    for (size_t i = 0; i < paths.size(); ++i)
        if (!writePrivateFile(*paths[i], contents[i]))
            return false;
    return true;
}

struct Loaded {
    Key authorityKey;
    Certificate authority;
    Key leafKey;
    Certificate leaf;
    std::string nextPin;
};

bool belongTogether(const Loaded& loaded) {
    return loaded.authorityKey && loaded.authority && loaded.leafKey && loaded.leaf &&
           ledger::hashFromHex(loaded.nextPin) &&
           X509_check_private_key(loaded.authority.get(), loaded.authorityKey.get()) == 1 &&
           X509_check_private_key(loaded.leaf.get(), loaded.leafKey.get()) == 1 &&
           X509_verify(loaded.leaf.get(), loaded.authorityKey.get()) == 1;
}

Result<Loaded, CertificateError> read(const Files& files) {
    std::array<std::string, 5> contents;
    const auto paths = files.all();
    for (size_t i = 0; i < paths.size(); ++i) {
        auto content = readPrivate(*paths[i]);
        if (!content)
            return unexpected(content.error());
        contents[i] = std::move(*content);
    }
    Loaded loaded{.authorityKey = keyFromPem(contents[0]),
                  .authority = certificateFromPem(contents[1]),
                  .leafKey = keyFromPem(contents[2]),
                  .leaf = certificateFromPem(contents[3]),
                  .nextPin = contents[4]};
    if (!belongTogether(loaded)) {
        ERR_clear_error();
        return unexpected(CertificateError::Damaged);
    }
    return loaded;
}

Certificates assemble(const Loaded& loaded) {
    const auto authorityPem = pem(loaded.authority.get());
    return {.identity = {.certificateChainPem = pem(loaded.leaf.get()) + authorityPem,
                         .privateKeyPem = pem(loaded.leafKey.get())},
            .authorityPem = authorityPem,
            .pins = {pinOf(loaded.leafKey.get()), loaded.nextPin},
            .notAfter = endOf(loaded.authority.get()),
            .leafNotAfter = endOf(loaded.leaf.get())};
}

} // namespace

Result<IssuedCertificates, CertificateError> issueCertificates(const fs::path& directory,
                                                               const std::vector<std::string>& names) {
    if (::mkdir(directory.c_str(), 0700) != 0)
        return unexpected(errno == EEXIST ? CertificateError::AlreadyThere : CertificateError::Unwritable);
    Loaded made{.authorityKey = generateKey(),
                .authority = nullptr,
                .leafKey = generateKey(),
                .leaf = nullptr,
                .nextPin = {}};
    const auto nextKey = generateKey();
    made.authority = signAuthority(made.authorityKey.get());
    made.leaf = signLeaf(made.leafKey.get(), made.authority.get(), made.authorityKey.get(), names);
    made.nextPin = pinOf(nextKey.get());
    if (!belongTogether(made))
        return unexpected(CertificateError::CryptoFailed);
    const bool written =
        writeAll(Files(directory), {pem(made.authorityKey.get()), pem(made.authority.get()),
                                    pem(made.leafKey.get()), pem(made.leaf.get()), made.nextPin});
    if (!written || !syncDirectory(directory))
        return unexpected(CertificateError::Unwritable);
    return IssuedCertificates{.certificates = assemble(made), .nextKeyPem = pem(nextKey.get())};
}

Result<Certificates, CertificateError> loadCertificates(const fs::path& directory,
                                                        const std::vector<std::string>& names) {
    std::error_code error;
    if (!fs::exists(directory, error))
        return unexpected(CertificateError::Missing);
    if (!isPrivate(directory, S_IFDIR, 0700))
        return unexpected(CertificateError::LoosePermissions);
    const Files files(directory);
    auto loaded = read(files);
    if (!loaded)
        return unexpected(loaded.error());
    if (!stillGood(loaded->leaf.get(), names)) {
        loaded->leaf =
            signLeaf(loaded->leafKey.get(), loaded->authority.get(), loaded->authorityKey.get(), names);
        if (!loaded->leaf)
            return unexpected(CertificateError::CryptoFailed);
        if (!writePrivateFile(files.leaf, pem(loaded->leaf.get())))
            return unexpected(CertificateError::Unwritable);
    }
    return assemble(*loaded);
}

std::optional<std::chrono::days> ExpiryReminder::due(std::chrono::sys_seconds now) {
    const auto left = std::chrono::floor<std::chrono::days>(notAfter_ - now);
    if (left >= remindWithin || now < next_)
        return std::nullopt;
    next_ = now + std::chrono::days(1);
    return left;
}

} // namespace custos::http
