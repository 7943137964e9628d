#pragma once

#include "server/host/key_place.h"
#include "server/http/certificates.h"
#include "server/phi/key_encryption.h"
#include "server/phi/key_store.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace custos {

/// Where everything lies below the server's data directory.
struct DataLayout {
    explicit DataLayout(std::filesystem::path directory)
        : root(std::move(directory)) {}

    std::filesystem::path root;
    [[nodiscard]] std::filesystem::path keys() const { return root / "keys/server"; }
    [[nodiscard]] std::filesystem::path tls() const { return root / "keys/tls"; }
    [[nodiscard]] std::filesystem::path openFiles() const { return root / "public"; }
    [[nodiscard]] std::filesystem::path authorityFile() const { return openFiles() / "authority.pem"; }
    [[nodiscard]] std::filesystem::path enrolmentFile(const std::string& practice) const {
        return openFiles() / (practice + ".custos");
    }
    [[nodiscard]] std::filesystem::path run() const { return root / "run"; }
    [[nodiscard]] std::filesystem::path adminSocket() const { return run() / "admin"; }
};

/// What the operator takes away when the secrets are made, to keep off this machine.
struct Handover {
    std::string recoveryKey;
    std::string nextTlsKeyPem;
};

/// The server's own secrets, opened.
struct Secrets {
    phi::KeyStore keys;
    http::Certificates certificates;
};

/// Makes them; throws StartRefused, also where there are some.
[[nodiscard]] Handover makeSecrets(const DataLayout& layout, const std::vector<std::string>& names);

/// Throws StartRefused, also where there are none: whoever makes them has to hand something over.
[[nodiscard]] Secrets openSecrets(const DataLayout& layout, const std::vector<std::string>& names);

/// The key-encryption key, from its files or the token that holds it. Throws StartRefused.
[[nodiscard]] std::unique_ptr<phi::KeyEncryption> openKeyEncryption(const phi::KeyStore& keys,
                                                                    const KeyPlace& place);

/// Readable by everybody on this machine; replaces what was there. Throws StartRefused.
void writeOpenFile(const std::filesystem::path& path, const std::string& content);

} // namespace custos
