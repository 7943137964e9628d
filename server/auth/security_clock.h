#pragma once

#include "ledger/utc_time.h"

namespace custos::auth {

/// The server's own time for TOTP. No request, option or display setting moves it; tests give their own.
class SecurityClock {
public:
    virtual ~SecurityClock() = default;
    [[nodiscard]] virtual ledger::UtcTime now() const = 0;
};

class SystemSecurityClock final : public SecurityClock {
public:
    [[nodiscard]] ledger::UtcTime now() const override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

} // namespace custos::auth
