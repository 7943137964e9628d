#include "ledger/entry.h"

#include <algorithm>

namespace custos::ledger {

namespace {

constexpr std::size_t maxText = 64;
constexpr std::size_t maxRoles = 16;
constexpr std::size_t maxFieldsShown = 128;
constexpr std::size_t maxDetails = 16;

bool isLowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isCode(std::string_view text) {
    return !text.empty() && text.size() <= maxText && isLowerOrDigit(text.front()) &&
           std::ranges::all_of(text,
                               [](char c) { return isLowerOrDigit(c) || c == '_' || c == '.' || c == '-'; });
}

// Visible ASCII only: neither CR, LF and escape codes, nor anything that renders right to left.
bool isPlain(std::string_view text) {
    return text.size() <= maxText && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool isDetail(const Detail& detail) {
    return isCode(detail.key) && !detail.value.empty() && isPlain(detail.value);
}

bool isNil(const std::optional<Uuid>& id) {
    return id && id->isNil();
}

bool inRange(UtcTime time) {
    return time >= earliestTime && time <= latestTime;
}

bool timesHold(const EntryFields& fields) {
    if (!inRange(fields.time))
        return false;
    // The bytes write "covers nothing" as 1970 begins, so that instant cannot be covered.
    return !fields.coversUntil || (inRange(*fields.coversUntil) && *fields.coversUntil >= fields.time &&
                                   *fields.coversUntil != earliestTime);
}

bool textsHold(const EntryFields& fields) {
    return std::ranges::all_of(fields.roles, isCode) && std::ranges::all_of(fields.fieldsShown, isCode) &&
           std::ranges::all_of(fields.details, isDetail) && isPlain(fields.source) &&
           (fields.reason.empty() || isCode(fields.reason));
}

bool boundsHold(const EntryFields& fields) {
    return fields.roles.size() <= maxRoles && fields.fieldsShown.size() <= maxFieldsShown &&
           fields.details.size() <= maxDetails && fields.subjects.size() <= maxSubjects;
}

template<class T>
void asSet(std::vector<T>& list) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::optional<EntryError> firstFault(const EntryFields& fields) {
    if (fields.tenant.isNil())
        return EntryError::TenantMissing;
    if (fields.nonce == decltype(fields.nonce){})
        return EntryError::NonceMissing;
    if (!timesHold(fields))
        return EntryError::TimeOutOfRange;
    if (fields.action == Action{})
        return EntryError::ActionMissing;
    if (isNil(fields.actor) || isNil(fields.actingAs) || isNil(fields.session) || isNil(fields.breakGlass))
        return EntryError::IdMalformed;
    if (!boundsHold(fields))
        return EntryError::TooMany;
    if (!textsHold(fields))
        return EntryError::TextMalformed;
    if (std::ranges::adjacent_find(fields.details, {}, &Detail::key) != fields.details.end())
        return EntryError::DetailRepeated;
    return std::nullopt;
}

} // namespace

Result<Entry, EntryError> Entry::make(EntryFields fields) {
    asSet(fields.roles);
    asSet(fields.fieldsShown);
    asSet(fields.details);
    asSet(fields.subjects);
    if (const auto fault = firstFault(fields))
        return unexpected(*fault);
    return Entry(std::move(fields));
}

} // namespace custos::ledger
