#pragma once

#include "server/phi/key_store.h"

#include <cstdlib>

namespace custos::phi {

/// A key store of its own in a new directory, gone with the test.
class TemporaryKeys {
public:
    TemporaryKeys()
        : directory_(newDirectory())
        , store(KeyStore::create(directory_ / "keys").value().store) {}
    ~TemporaryKeys() { std::filesystem::remove_all(directory_); }
    TemporaryKeys(const TemporaryKeys&) = delete;
    TemporaryKeys& operator=(const TemporaryKeys&) = delete;

private:
    static std::filesystem::path newDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "custos-keys-XXXXXX").string();
        return ::mkdtemp(name.data());
    }

    std::filesystem::path directory_;

public:
    KeyStore store;
};

} // namespace custos::phi
