#pragma once

#include "ledger/entry.h"
#include "ledger/mac.h"

#include <chrono>
#include <functional>

namespace custos::audit {

/// The server's clock (UTC). Injected, so that a test decides what time it is; callable from any thread.
using TimeSource = std::function<ledger::UtcTime()>;

/// A break-glass that stands for a session: by it alone the session may see that patient, until then.
struct StandingGlass {
    ledger::Uuid id;
    ledger::Uuid patient;
    std::chrono::steady_clock::time_point ends; ///< Not after the database's clock would have it
};

/// Somebody acts under another's name until then, as above.
struct BorrowedName {
    ledger::Uuid impersonation;
    ledger::Uuid impersonator;
    std::chrono::steady_clock::time_point ends;
};

/// What a caller knows about an act. Everything else in an entry (time, nonce, keyed hashes) is the
/// composer's. The meanings and limits are those of `ledger::EntryFields`.
struct Draft {
    ledger::Uuid tenant;
    std::optional<ledger::Uuid> actor;
    std::optional<ledger::Uuid> actingAs;
    std::optional<ledger::Uuid> session;
    std::vector<std::string> roles;
    std::string source;
    ledger::Action action{};
    ledger::Outcome outcome = ledger::Outcome::Allowed;
    std::string reason;
    /// The words typed as a reason. May hold PHI: only their keyed hash leaves the composer.
    std::string reasonWords;
    std::vector<std::string> fieldsShown;
    std::optional<ledger::Uuid> breakGlass;
    std::vector<ledger::Detail> details;
    /// Every patient in the answer, by id. Only their keyed hashes leave the composer.
    std::vector<ledger::Uuid> patients;
    /// Those of the session. An entry that names a patient of theirs names the break-glass too.
    std::vector<StandingGlass> glasses;
    /// The entry names the impersonation; who acts, and as whom, stands in `actor` and `actingAs`.
    std::optional<BorrowedName> borrowed;

    /// The one that ends first of those by which its patients were opened.
    [[nodiscard]] const StandingGlass* glass() const;
    /// After which nothing of it may be answered any more.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> ends() const;
};

/// An entry ready for `audit.append`: exactly these bytes are stored, sealed and shown.
struct PreparedEntry {
    ledger::Uuid tenant;
    ledger::Bytes bytes;
    ledger::Hash leaf{}; ///< the receipt of the answer that this entry stands for
    ledger::Mac mac{};
    std::vector<ledger::Hash> subjects; ///< as in `bytes`: sorted, without repeats
    ledger::UtcTime time;
    std::optional<ledger::UtcTime> coversUntil;
};

/// The secrets of the writing side. They lie outside the database: whoever holds the database alone can
/// neither write an entry that passes nor tell which patient a hash stands for.
struct EntryKeys {
    ledger::MacKey mac;
    ledger::MacKey subjects; ///< does not rotate with data keys, or charts would lose their history
};

/// Makes entries out of drafts. Immutable and thread-safe.
class EntryComposer {
public:
    EntryComposer(EntryKeys keys, TimeSource now);

    /// An entry of its own.
    [[nodiscard]] Result<PreparedEntry, ledger::EntryError> compose(const Draft& draft) const;

    /// An entry that says of itself that repeats within `window` of its time write none.
    [[nodiscard]] Result<PreparedEntry, ledger::EntryError>
    composeCovering(const Draft& draft, std::chrono::seconds window) const;

    /// Equal for drafts that differ in nothing that an entry would say, time apart.
    [[nodiscard]] Result<ledger::Hash, ledger::EntryError> likeness(const Draft& draft) const;

    /// The keyed hash that stands for a patient in this practice's entries: what "who opened this chart?"
    /// looks for. The same patient id in another practice has another hash.
    [[nodiscard]] ledger::Hash subjectOf(const ledger::Uuid& tenant, const ledger::Uuid& patient) const;

    [[nodiscard]] ledger::UtcTime now() const { return now_(); }

private:
    [[nodiscard]] ledger::EntryFields fieldsOf(const Draft& draft) const;
    [[nodiscard]] ledger::MacKey subjectKeyOf(const ledger::Uuid& tenant) const;
    [[nodiscard]] Result<PreparedEntry, ledger::EntryError> prepare(ledger::EntryFields fields) const;

    EntryKeys keys_;
    TimeSource now_;
};

} // namespace custos::audit
