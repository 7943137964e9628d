#pragma once

#include "server/phi/key_store.h"

namespace custos::phi {

/// One key in one file: `custos-key 1 NAME BASE64 CHECK` and a newline. CHECK is the beginning of a SHA-256,
/// which finds damage, not attackers: those are kept out by the permissions that reading insists on.

/// An open directory that is ours alone (0700, no link). Closes itself.
class KeyDirectory {
public:
    [[nodiscard]] static Result<KeyDirectory, KeyStoreError> open(const std::filesystem::path& path);
    KeyDirectory(KeyDirectory&& other) noexcept;
    KeyDirectory(const KeyDirectory&) = delete;
    KeyDirectory& operator=(const KeyDirectory&) = delete;
    ~KeyDirectory();

    [[nodiscard]] Result<ledger::SecretKey<32>, KeyStoreError> read(std::string_view name) const;

    /// A new file, 0600, durable when this returns; refuses to replace one.
    [[nodiscard]] Result<void, KeyStoreError> write(std::string_view name,
                                                    std::span<const std::uint8_t, 32> key) const;
    [[nodiscard]] Result<void, KeyStoreError> sync() const;

private:
    explicit KeyDirectory(int descriptor)
        : descriptor_(descriptor) {}

    int descriptor_;
};

} // namespace custos::phi
