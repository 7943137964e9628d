#pragma once

#include "ledger/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace custos::auth {

enum class PasswordError {
    TooShort, ///< under 8 characters (Unicode code points)
    TooLong,  ///< over 1,024 bytes; nothing is ever cut off
    NotUtf8,
    TooCommon, ///< among the first million guesses, words of the account and its practice counted in
};

/// "too_short": what stands in the API.
[[nodiscard]] std::string_view name(PasswordError error);

/// What a guesser knows of somebody: names as they are written, of the account, the person, the practice.
using PasswordContext = std::vector<std::string>;

/// Whether somebody may choose this password. No composition rules (NIST SP 800-63B-4 section 3.1.1.2).
///
/// The blocklist is zxcvbn's: dictionaries of leaked passwords, names and words, with the substitutions,
/// repeats, sequences, keyboard runs and years that people add to them, and the words of `context`. What a
/// guesser would try within 10^6 guesses (its scores 0 and 1) is refused; eight guesses per quarter of an
/// hour make that decades. The text is judged as it is hashed: after NFKC.
[[nodiscard]] Result<void, PasswordError> acceptable(std::string_view password,
                                                     const PasswordContext& context);

/// NFKC: the same password from keyboards that compose letters differently. UTF-8 in, UTF-8 out; what is no
/// UTF-8 becomes replacement characters. Throws std::bad_alloc.
[[nodiscard]] std::string normalizedPassword(std::string_view password);

} // namespace custos::auth
