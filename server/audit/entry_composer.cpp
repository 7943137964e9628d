#include "server/audit/entry_composer.h"

#include "ledger/hash.h"

#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace custos::audit {

namespace {

using ledger::Bytes;
using ledger::ByteView;
using ledger::EntryError;
using ledger::EntryFields;
using ledger::Hash;
using ledger::MacKey;

// What a keyed hash stands for, so that a reason never hashes like a patient.
enum class SubjectKind : std::uint8_t { Patient = 1, ReasonWords = 2 };

Hash keyedHash(const MacKey& key, SubjectKind kind, ByteView what) {
    Bytes message{std::uint8_t(kind)};
    message.insert(message.end(), what.begin(), what.end());
    return ledger::entryMac(key, message);
}

std::array<std::uint8_t, 16> freshNonce() {
    std::array<std::uint8_t, 16> nonce;
    if (RAND_bytes(nonce.data(), int(nonce.size())) != 1)
        throw std::runtime_error("the system's random source failed");
    return nonce;
}

} // namespace

const StandingGlass* Draft::glass() const {
    const StandingGlass* first = nullptr;
    for (const StandingGlass& standing : glasses)
        if (std::find(patients.begin(), patients.end(), standing.patient) != patients.end() &&
            (!first || standing.ends < first->ends))
            first = &standing;
    return first;
}

std::optional<std::chrono::steady_clock::time_point> Draft::ends() const {
    std::optional<std::chrono::steady_clock::time_point> first;
    if (borrowed)
        first = borrowed->ends;
    if (const auto* opened = glass(); opened && (!first || opened->ends < *first))
        first = opened->ends;
    return first;
}

EntryComposer::EntryComposer(EntryKeys keys, TimeSource now)
    : keys_(std::move(keys))
    , now_(std::move(now)) {}

Result<PreparedEntry, EntryError> EntryComposer::compose(const Draft& draft) const {
    EntryFields fields = fieldsOf(draft);
    fields.time = now_();
    fields.nonce = freshNonce();
    return prepare(std::move(fields));
}

Result<PreparedEntry, EntryError> EntryComposer::composeCovering(const Draft& draft,
                                                                 std::chrono::seconds window) const {
    EntryFields fields = fieldsOf(draft);
    fields.time = now_();
    fields.coversUntil = fields.time + window;
    fields.nonce = freshNonce();
    return prepare(std::move(fields));
}

Result<Hash, EntryError> EntryComposer::likeness(const Draft& draft) const {
    EntryFields fields = fieldsOf(draft);
    fields.time = ledger::earliestTime;
    fields.nonce.fill(1); // any that is the same for all
    return ledger::Entry::make(std::move(fields)).map([](const ledger::Entry& entry) {
        return ledger::sha256(ledger::encode(entry));
    });
}

Hash EntryComposer::subjectOf(const ledger::Uuid& tenant, const ledger::Uuid& patient) const {
    return keyedHash(subjectKeyOf(tenant), SubjectKind::Patient, patient.bytes);
}

EntryFields EntryComposer::fieldsOf(const Draft& draft) const {
    EntryFields fields;
    fields.tenant = draft.tenant;
    fields.actor = draft.actor;
    fields.actingAs = draft.actingAs;
    fields.session = draft.session;
    fields.roles = draft.roles;
    fields.source = draft.source;
    fields.action = draft.action;
    fields.outcome = draft.outcome;
    fields.reason = draft.reason;
    fields.fieldsShown = draft.fieldsShown;
    fields.breakGlass = draft.breakGlass;
    if (const auto* glass = draft.glass(); glass && !fields.breakGlass)
        fields.breakGlass = glass->id;
    fields.details = draft.details;
    if (draft.borrowed)
        fields.details.push_back({"impersonation", ledger::toText(draft.borrowed->impersonation)});
    const MacKey key = subjectKeyOf(draft.tenant);
    if (!draft.reasonWords.empty())
        fields.reasonText = keyedHash(key, SubjectKind::ReasonWords, ledger::asBytes(draft.reasonWords));
    for (const ledger::Uuid& patient : draft.patients)
        fields.subjects.push_back(keyedHash(key, SubjectKind::Patient, patient.bytes));
    return fields;
}

// One key per practice, so that equal hashes in two practices' logs never mean the same patient.
MacKey EntryComposer::subjectKeyOf(const ledger::Uuid& tenant) const {
    ledger::Mac key = ledger::entryMac(keys_.subjects, tenant.bytes);
    MacKey result(key);
    ledger::wipe(key);
    return result;
}

Result<PreparedEntry, EntryError> EntryComposer::prepare(EntryFields fields) const {
    auto entry = ledger::Entry::make(std::move(fields));
    if (!entry)
        return unexpected(entry.error());
    PreparedEntry prepared;
    prepared.tenant = entry->fields().tenant;
    prepared.bytes = ledger::encode(*entry);
    prepared.leaf = ledger::leafHash(prepared.bytes);
    prepared.mac = ledger::entryMac(keys_.mac, prepared.bytes);
    prepared.subjects = entry->fields().subjects;
    prepared.time = entry->fields().time;
    prepared.coversUntil = entry->fields().coversUntil;
    return prepared;
}

} // namespace custos::audit
