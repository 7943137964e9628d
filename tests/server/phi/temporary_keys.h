#pragma once

#include "server/phi/key_store.h"
#include "tests/support/temporary_directory.h"

namespace custos::phi {

/// A key store of its own in a new directory, gone with the test.
struct TemporaryKeys {
    testing::TemporaryDirectory directory;
    KeyStore store = std::move(KeyStore::create(directory.path() / "keys").value().store);
};

} // namespace custos::phi
