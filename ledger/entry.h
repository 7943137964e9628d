#pragma once

#include "ledger/action.h"
#include "ledger/bytes.h"
#include "ledger/result.h"
#include "ledger/utc_time.h"
#include "ledger/uuid.h"

namespace custos::ledger {

/// One fact beside an entry that is no PHI: `{"appointment", "018f..."}`, `{"to", "arrived"}`.
/// The key is a code; the value is 1 to 64 printable ASCII characters without spaces.
struct Detail {
    std::string key;
    std::string value;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 mistakes the 0 in a defaulted <=> for a pointer.
    friend auto operator<=>(const Detail&, const Detail&) = default;
};

/// What an audit entry says. No field may hold PHI: people are ids, patients keyed hashes, reasons codes.
///
/// A *code* is 1 to 64 characters of `a-z 0-9 _ . -`, beginning with a letter or digit.
struct EntryFields {
    Uuid tenant;                  ///< the practice; never nil
    UtcTime time;                 ///< the server's clock
    std::optional<Uuid> actor;    ///< the account; none while nobody is known (a failed sign-in)
    std::optional<Uuid> actingAs; ///< whose rights were borrowed ("view as", impersonation)
    std::optional<Uuid> session;
    std::vector<std::string> roles; ///< codes of the actor's roles at that moment, at most 16
    std::string source;             ///< peer address, up to 64 printable ASCII; empty: no peer
    Action action{};
    Outcome outcome = Outcome::Allowed;
    std::string reason;                   ///< purpose or reason as a code; empty: none given
    std::optional<Hash> reasonText;       ///< keyed hash of the words typed as reason, which stand elsewhere
    std::vector<std::string> fieldsShown; ///< codes of the fields that the answer carried, at most 128
    std::optional<Uuid> breakGlass;
    std::optional<UtcTime> coversUntil; ///< repeats until then write no entry of their own; not before `time`
    std::vector<Detail> details;        ///< one value per key, at most 16
    std::vector<Hash> subjects;         ///< keyed hash of every patient in the answer, at most 4096
    std::array<std::uint8_t, 16> nonce{}; ///< random, so that the body of a purged leaf cannot be guessed

    friend bool operator==(const EntryFields&, const EntryFields&) = default;
};

enum class EntryError {
    TenantMissing,
    NonceMissing,   ///< all zero: somebody forgot to draw it
    TimeOutOfRange, ///< `time` or `coversUntil` outside 1970 to 9999, or covering the past
    ActionMissing,
    TextMalformed,  ///< not a code, or (source, detail value) not printable ASCII of bounded length
    IdMalformed,    ///< a nil id where an absent one is meant
    TooMany,        ///< a list over its bound
    DetailRepeated, ///< two values for one key
};

/// An audit entry that can be sealed: valid and in canonical order, so that equal facts have equal bytes.
class Entry {
public:
    /// Sorts lists and drops repeated items (they are sets), and refuses what cannot be sealed.
    /// In particular no control character, and so no forged line, gets in anywhere.
    [[nodiscard]] static Result<Entry, EntryError> make(EntryFields fields);

    [[nodiscard]] const EntryFields& fields() const { return fields_; }

    friend bool operator==(const Entry&, const Entry&) = default;

private:
    explicit Entry(EntryFields fields)
        : fields_(std::move(fields)) {}

    EntryFields fields_;
};

inline constexpr std::uint16_t entryFormatVersion = 1;
inline constexpr std::size_t maxSubjects = 4096;

/// No encoded entry is longer; readers may refuse anything above without looking at it.
inline constexpr std::size_t maxEntrySize = 147'456;

enum class DecodeError {
    TooLarge,       ///< over `maxEntrySize`
    UnknownVersion, ///< may be sound, but was written by a newer Custos
    Truncated,
    TrailingBytes,
    Malformed,    ///< a length or number that the format does not allow
    InvalidEntry, ///< well-formed, but no entry (`EntryError`)
    NotCanonical, ///< says what an entry says, but spelled otherwise
};

/// The canonical bytes, format version 1 (docs/ledger.md; RFC 8446 section 3 presentation language).
/// What is hashed, MACed and sealed is exactly this.
[[nodiscard]] Bytes encode(const Entry& entry);

/// Strict: whatever this accepts, `encode` gives back byte for byte.
[[nodiscard]] Result<Entry, DecodeError> decode(ByteView bytes);

} // namespace custos::ledger
