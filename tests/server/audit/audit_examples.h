#pragma once

#include "ledger/keys.h"
#include "server/audit/entry_composer.h"

#include <atomic>

namespace custos::audit::example {

/// A clock that only the test moves.
class HandClock {
public:
    explicit HandClock(ledger::UtcTime start = *ledger::fromRfc3339("2026-11-20T09:00:00.000000Z"))
        : microseconds_(start.time_since_epoch().count()) {}

    void advance(std::chrono::microseconds by) { microseconds_ += by.count(); }
    [[nodiscard]] ledger::UtcTime now() const {
        return ledger::UtcTime(std::chrono::microseconds(microseconds_));
    }
    [[nodiscard]] TimeSource source() const {
        return [this] { return now(); };
    }

private:
    std::atomic<std::int64_t> microseconds_;
};

inline ledger::Uuid uuid(std::uint8_t family, std::uint64_t number) {
    ledger::Uuid id;
    id.bytes[0] = family;
    for (int at = 0; at < 8; ++at)
        id.bytes[std::size_t(15 - at)] = std::uint8_t(number >> (8 * at));
    return id;
}

inline ledger::Uuid practice(std::uint64_t number = 1) {
    return uuid(0xa1, number);
}
inline ledger::Uuid patient(std::uint64_t number) {
    return uuid(0xb2, number);
}

inline ledger::SecretKey<32> secret(std::uint8_t fill) {
    std::array<std::uint8_t, 32> bytes;
    bytes.fill(fill);
    return ledger::SecretKey<32>(bytes);
}

inline EntryKeys entryKeys() {
    return {secret(1), secret(2)};
}
inline ledger::SigningKey ledgerKey() {
    return ledger::SigningKey::fromSeed(secret(3));
}
inline ledger::LedgerIdentity ledgerOf(const ledger::Uuid& tenant) {
    return {tenant, ledgerKey().publicKey()};
}

/// One patient's chart, read at the front desk.
inline Draft chartRead(std::uint64_t patientNumber = 7, const ledger::Uuid& tenant = practice()) {
    Draft draft;
    draft.tenant = tenant;
    draft.actor = uuid(0xc3, 1);
    draft.session = uuid(0xd4, 1);
    draft.roles = {"front_desk"};
    draft.source = "127.0.0.1";
    draft.action = ledger::Action::PatientRead;
    draft.fieldsShown = {"name", "birth_date"};
    draft.patients = {patient(patientNumber)};
    return draft;
}

} // namespace custos::audit::example
