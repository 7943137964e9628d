#pragma once

#include "ledger/bytes.h"
#include "ledger/result.h"
#include "server/phi/aes_gcm.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace custos::phi {

/// Where a hardware key lies. The PIN stands in a file of its own, 0600 and ours.
struct TokenAddress {
    std::filesystem::path module; ///< the maker's library, `/usr/lib/softhsm/libsofthsm2.so`
    std::string token;            ///< its label
    std::filesystem::path pinFile;
};

enum class TokenError {
    NoModule,     ///< the library does not load, or is no PKCS#11 module
    NoToken,      ///< the module answers, and has no token of that label
    NoPin,        ///< the PIN's file is missing, empty, or open to others
    WrongPin,     ///< also: a PIN that the token has locked
    NoSuchKey,    ///< no key of ours of that version that never could leave the token
    Refused,      ///< the ciphertext does not open
    ModuleFailed, ///< anything else that the module says
};
[[nodiscard]] std::string_view code(TokenError error);

/// The AES-256 keys of ours on one token (PKCS #11 2.40): label `custos key encryption`, id the version, four
/// bytes, big-endian. A key that could ever have left the token is none of ours.
///
/// Logged in for as long as it lives. Thread-safe; one operation at a time. A failure stays one until the
/// next try: nothing is cached but the handles.
class Pkcs11Token {
public:
    [[nodiscard]] static Result<std::unique_ptr<Pkcs11Token>, TokenError> open(const TokenAddress& address);
    Pkcs11Token(const Pkcs11Token&) = delete;
    Pkcs11Token& operator=(const Pkcs11Token&) = delete;
    ~Pkcs11Token();

    /// Sorted; empty before the first `generate`.
    [[nodiscard]] Result<std::vector<std::uint32_t>, TokenError> versions();

    /// A new key, made on the token and never to leave it (CKA_SENSITIVE, not CKA_EXTRACTABLE).
    [[nodiscard]] Result<void, TokenError> generate(std::uint32_t version);

    /// CKM_AES_GCM with a tag of 128 bits, appended.
    [[nodiscard]] Result<ledger::Bytes, TokenError> seal(std::uint32_t version, GcmNonce nonce,
                                                         ledger::ByteView associated, ledger::ByteView plain);
    /// Straight into `plain`, which is as long as the ciphertext; all zeros after an error.
    [[nodiscard]] Result<void, TokenError> open(std::uint32_t version, GcmNonce nonce,
                                                ledger::ByteView associated,
                                                ledger::ByteView ciphertextAndTag,
                                                std::span<std::uint8_t> plain);

    /// Of the token, not of its keys, which nobody can read.
    [[nodiscard]] const std::string& serialNumber() const;

private:
    struct Session;
    explicit Pkcs11Token(std::unique_ptr<Session> session);

    std::unique_ptr<Session> session_;
};

} // namespace custos::phi
