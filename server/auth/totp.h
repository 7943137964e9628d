#pragma once

#include "ledger/secret_key.h"
#include "ledger/utc_time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos::auth {

/// RFC 6238 with HMAC-SHA1, 30 s steps from the epoch and six digits: what authenticator apps agree on.
inline constexpr std::chrono::seconds totpStep{30};
inline constexpr int totpDrift = 1; ///< steps to either side that are still accepted

/// 160 random bits, the size of the HMAC (RFC 4226 section 4, R6).
using TotpSeed = ledger::SecretKey<20>;

[[nodiscard]] TotpSeed newTotpSeed();

[[nodiscard]] std::int64_t totpStepAt(ledger::UtcTime now);

/// The code of one step; for tests and `custosd demo`.
[[nodiscard]] std::string totpCode(const TotpSeed& seed, std::int64_t step);

/// Which step within the drift the code belongs to. Whether that step is still unused, only the database can
/// say (`last_step`), in the statement that uses it up. Constant in time over which step, if any, matched.
[[nodiscard]] std::optional<std::int64_t> matchingTotpStep(const TotpSeed& seed, std::string_view code,
                                                           ledger::UtcTime now);

/// RFC 4648 base32 without padding, as authenticator apps take it.
[[nodiscard]] std::string toBase32(const TotpSeed& seed);

/// `otpauth://totp/Custos%20practice:name?secret=...&issuer=...&algorithm=SHA1&digits=6&period=30`.
[[nodiscard]] std::string otpauthUri(const TotpSeed& seed, std::string_view issuer, std::string_view account);

} // namespace custos::auth
