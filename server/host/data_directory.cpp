#include "server/host/data_directory.h"

#include "server/host/start_refused.h"
#include "server/phi/sealed_key_encryption.h"
#include "server/phi/token_key_encryption.h"

#include <sys/stat.h>

#include <fstream>

namespace custos {

namespace {

const char* reason(phi::KeyStoreError error) {
    switch (error) {
    case phi::KeyStoreError::Missing:
        return "a key is missing; keys are never replaced silently";
    case phi::KeyStoreError::AlreadyThere:
        return "there are keys already";
    case phi::KeyStoreError::LoosePermissions:
        return "keys are open to others, or somebody else's";
    case phi::KeyStoreError::Damaged:
        return "a key does not read back as it was written";
    case phi::KeyStoreError::Unwritable:
        break;
    }
    return "keys can't be written";
}

const char* reason(http::CertificateError error) {
    switch (error) {
    case http::CertificateError::AlreadyThere:
        return "there are certificates already";
    case http::CertificateError::Missing:
        return "a certificate or its key is missing";
    case http::CertificateError::LoosePermissions:
        return "TLS keys are open to others, or somebody else's";
    case http::CertificateError::Damaged:
        return "certificates and keys do not belong together";
    case http::CertificateError::Unwritable:
        return "certificates can't be written";
    case http::CertificateError::CryptoFailed:
        break;
    }
    return "certificates can't be made";
}

const char* reason(phi::TokenError error) {
    switch (error) {
    case phi::TokenError::NoModule:
        return "the key module does not load";
    case phi::TokenError::NoToken:
        return "the key module has no token of that label";
    case phi::TokenError::NoPin:
        return "the PIN's file is missing, empty, or open to others";
    case phi::TokenError::WrongPin:
        return "the token does not take the PIN, or has locked it";
    case phi::TokenError::NoSuchKey:
    case phi::TokenError::Refused:
    case phi::TokenError::ModuleFailed:
        break;
    }
    return "the key module fails";
}

template<class T, class E>
T valueOrRefuse(Result<T, E> result) {
    if (!result)
        throw StartRefused(reason(result.error()));
    return std::move(*result);
}

} // namespace

Handover makeSecrets(const DataLayout& layout, const std::vector<std::string>& names) {
    auto made = valueOrRefuse(phi::KeyStore::create(layout.keys()));
    auto issued = valueOrRefuse(http::issueCertificates(layout.tls(), names));
    return {.recoveryKey = std::move(made.recovery.text), .nextTlsKeyPem = std::move(issued.nextKeyPem)};
}

Secrets openSecrets(const DataLayout& layout, const std::vector<std::string>& names) {
    if (!std::filesystem::exists(layout.keys()))
        throw StartRefused(
            "there are no keys yet; custosd init makes them, and prints what to keep elsewhere");
    return {.keys = valueOrRefuse(phi::KeyStore::open(layout.keys())),
            .certificates = valueOrRefuse(http::loadCertificates(layout.tls(), names))};
}

std::unique_ptr<phi::KeyEncryption> openKeyEncryption(const phi::KeyStore& keys, const KeyPlace& place) {
    if (place.module.empty())
        return std::make_unique<phi::SealedKeyEncryption>(keys);
    return valueOrRefuse(phi::TokenKeyEncryption::open({place.module, place.token, place.pinFile}, keys));
}

void writeOpenFile(const std::filesystem::path& path, const std::string& content) {
    const auto fresh = std::filesystem::path(path).concat(".new");
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    std::error_code error;
    std::filesystem::rename(fresh, path, error);
    if (!file || error || ::chmod(path.c_str(), 0644) != 0)
        throw StartRefused("cannot write " + path.string());
}

} // namespace custos
