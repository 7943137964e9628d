#include "tests/ledger/sample_log.h"

#include "ledger/chain.h"
#include "ledger/hash.h"

namespace custos::ledger {

namespace {

Uuid uuid(std::uint8_t kind, unsigned number) {
    Uuid id;
    id.bytes[0] = kind;
    id.bytes[14] = std::uint8_t(number >> 8);
    id.bytes[15] = std::uint8_t(number);
    return id;
}

SigningKey keyOf(std::uint8_t seed) {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(seed);
    return SigningKey::fromSeed(SecretKey<32>(bytes));
}

} // namespace

Hash someHash(unsigned number) {
    return sha256(asBytes(std::to_string(number)));
}

EntryFields sampleFields(unsigned number) {
    EntryFields fields;
    fields.tenant = uuid(0xA1, 0);
    fields.time = SampleLog::signedAt + std::chrono::microseconds(number);
    fields.actor = uuid(0xB2, number);
    fields.actingAs = uuid(0xB3, number);
    fields.session = uuid(0xC4, number);
    fields.roles = {"front_desk", "manager"};
    fields.source = "192.0.2.17";
    fields.action = Action::PatientRead;
    fields.outcome = Outcome::Allowed;
    fields.reason = "treatment";
    fields.reasonText = someHash(1000 + number);
    fields.fieldsShown = {"birth_date", "name"};
    fields.breakGlass = uuid(0xD5, number);
    fields.coversUntil = fields.time + std::chrono::seconds(60);
    fields.details = {{"from", "scheduled"}, {"to", "arrived"}};
    fields.subjects = {Hash{1}, Hash{2}};
    fields.nonce = {0x9E, std::uint8_t(number >> 8), std::uint8_t(number)};
    return fields;
}

Bytes sampleEntry(unsigned number) {
    return encode(Entry::make(sampleFields(number)).value());
}

SampleLog::SampleLog(unsigned entries, std::uint8_t keySeed)
    : practice_(uuid(0xA1, 0))
    , key_(keyOf(keySeed)) {
    sealSamples(entries);
}

void SampleLog::seal(Bytes entry) {
    const Hash leaf = leafHash(entry);
    const Hash link = chainNext(rows_.empty() ? chainGenesis(identity()) : rows_.back().chain, leaf);
    rows_.push_back({size(), std::move(entry), leaf, link});
    nodes_.keep(frontier_.append(leaf));
}

void SampleLog::sealSamples(unsigned count) {
    for (unsigned left = count; left > 0; --left)
        seal(sampleEntry(unsigned(size())));
}

Checkpoint SampleLog::checkpoint(UtcTime time, std::uint64_t epoch) const {
    return {size(), frontier_.root(), time, epoch,
            rows_.empty() ? chainGenesis(identity()) : rows_.back().chain};
}

std::string SampleLog::note(UtcTime time, std::uint64_t epoch) const {
    return sign(checkpoint(time, epoch));
}

std::string SampleLog::sign(const Checkpoint& checkpoint) const {
    return signCheckpoint(checkpoint, practice_, key_);
}

} // namespace custos::ledger
