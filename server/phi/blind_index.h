#pragma once

#include "ledger/secret_key.h"

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::phi {

/// What a token was made of. Numbers stand in the database and in the hash: never change one.
enum class TokenKind : std::uint16_t {
    NamePart = 1,  ///< a part of a name, or its beginning of 3 to 16 characters
    WholeName = 2, ///< family and given name together
    PhoneLast4 = 3,
    BirthDate = 4,
    Phonetic = 5,
    Identity = 6, ///< the whole family name with the birth date, and the same with the given name
};

/// 128 bits of HMAC-SHA256 (RFC 2104), keyed per tenant and kind.
struct IndexToken {
    TokenKind kind{};
    std::array<std::uint8_t, 16> value{};

    friend auto operator<=>(const IndexToken&, const IndexToken&) = default;
};

/// What of a patient can be searched for, in the clear. Lives as long as the call.
struct Searchable {
    std::string familyName;
    std::string givenName;
    std::string preferredName;
    std::string phone;     ///< as typed
    std::string birthDate; ///< ISO 8601, `1984-02-29`
};

/// Makes the tokens by which encrypted names can be found with `=` alone.
///
/// Guarantees: without the key a token tells nothing but whether two rows share it (docs/encryption.md says
/// what that leaks); tokens of different tenants or kinds never meet. Thread-safe.
class BlindIndex {
public:
    explicit BlindIndex(const ledger::SecretKey<32>& tenantKey);

    /// Sorted, each once; for the table (tenant, token, patient).
    [[nodiscard]] std::vector<IndexToken> tokensOf(const Searchable& patient) const;

    /// What a typed query asks for: a row matches when it has **all** of these. Those that few patients are
    /// likely to have come first, each once. A word means "one of the
    /// names begins so"; four digits a phone's last four; a date (`1984-02-29`, `02/29/1984`) a birth date.
    /// Empty when nothing can be searched for (no word of 3 characters: shorter ones only find whole parts,
    /// and only beside another word).
    [[nodiscard]] std::vector<IndexToken> tokensOfQuery(std::string_view query) const;

    /// The same query by sound, to offer when nothing was found. Empty when no word has a code.
    [[nodiscard]] std::vector<IndexToken> phoneticTokensOfQuery(std::string_view query) const;

    /// The one token of who has exactly this family name (folded), this birth date and, where it isn't empty,
    /// this given name. Empty when there is no name or no date in it.
    [[nodiscard]] std::optional<IndexToken> tokenOfIdentity(std::string_view familyName,
                                                            std::string_view givenName,
                                                            std::string_view birthDate) const;

private:
    [[nodiscard]] IndexToken token(TokenKind kind, std::string_view folded) const;

    std::vector<ledger::SecretKey<32>> keys_; ///< one per kind
};

} // namespace custos::phi
