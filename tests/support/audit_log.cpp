#include "tests/support/audit_log.h"

#include "ledger/hash.h"
#include "models/audit/ledger_values.h"

#include <QTimeZone>

namespace custos::test {
namespace {

using ledger::Action;
using ledger::Outcome;

struct Person {
    std::uint8_t number;
    const char* name;
    const char* role;
};
constexpr std::array people{Person{1, "M. Okonjo", "front_desk"}, Person{2, "I. Halvorsen", "provider"},
                            Person{3, "K. Moreau", "assistant"},  Person{4, "R. Bastian", "biller"},
                            Person{5, "T. Lindqvist", "owner"},   Person{6, "J. Tarrow", "manager"}};

struct Act {
    Action action;
    Outcome outcome;
    bool aboutPatient;
    const char* reason;
};
constexpr std::array acts{Act{Action::ScheduleRead, Outcome::Allowed, true, ""},
                          Act{Action::PatientRead, Outcome::Allowed, true, "scheduled_visit"},
                          Act{Action::AppointmentBook, Outcome::Allowed, true, "phone_request"},
                          Act{Action::AppointmentStatus, Outcome::Allowed, true, ""},
                          Act{Action::PatientSearch, Outcome::Allowed, true, "identity_check"},
                          Act{Action::SessionSignIn, Outcome::Failed, false, "wrong_code"},
                          Act{Action::PatientRead, Outcome::Denied, true, "not_in_panel"},
                          Act{Action::SessionLock, Outcome::Allowed, false, ""},
                          Act{Action::AppointmentMove, Outcome::Allowed, true, "phone_request"},
                          Act{Action::AuditRead, Outcome::Allowed, false, ""}};

ledger::Uuid account(std::uint8_t number) {
    ledger::Uuid id;
    id.bytes[0] = 0xB2;
    id.bytes[6] = 0x40;
    id.bytes[8] = 0x80;
    id.bytes[15] = number;
    return id;
}

template<class T>
QFuture<T> ready(T value) {
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

ProofHashes hashes(const ledger::Proof& proof) {
    ProofHashes answer;
    for (const ledger::Hash& hash : proof)
        answer.hashes.append(bytesOf(hash));
    return answer;
}

Problem notFound() {
    return {.kind = Problem::Kind::NotFound};
}

} // namespace

QDateTime sampleAuditNow() {
    return QDateTime({2026, 11, 16}, {22, 14, 40}, QTimeZone("America/New_York"));
}

ledger::Bytes auditEntry(unsigned number, ledger::UtcTime time) {
    const Person& person = people.at(number % people.size());
    const Act& act = acts.at((number * 7 + number / 10) % acts.size());
    ledger::EntryFields fields = ledger::sampleFields(number);
    fields.time = time;
    fields.coversUntil.reset();
    fields.actor = account(person.number);
    fields.actingAs.reset();
    fields.breakGlass.reset();
    fields.reasonText.reset();
    fields.roles = {person.role};
    fields.source = "10.20.4." + std::to_string(10 + person.number * 7);
    fields.action = act.action;
    fields.outcome = act.outcome;
    fields.reason = act.reason;
    fields.subjects.clear();
    const unsigned patients = act.action == Action::ScheduleRead    ? 14
                              : act.action == Action::PatientSearch ? 3
                                                                    : 1;
    for (unsigned patient = 0; act.aboutPatient && patient < patients; ++patient)
        fields.subjects.push_back(ledger::someHash(number * 20 + patient));
    fields.fieldsShown = act.aboutPatient ? std::vector<std::string>{"name", "birth_year", "phone_last4"}
                                          : std::vector<std::string>{};
    fields.details.clear();
    if (act.action == Action::AppointmentStatus)
        fields.details = {{"from", "confirmed"}, {"to", "arrived"}};
    return ledger::encode(ledger::Entry::make(fields).value());
}

ledger::SampleLog auditLog(unsigned entries, std::optional<unsigned> edited) {
    ledger::SampleLog log;
    const ledger::UtcTime start = toLedger(sampleAuditNow()) - std::chrono::minutes(2) * 1000;
    for (unsigned number = 0; number < entries; ++number)
        log.seal(
            auditEntry(number == edited ? number + 1000 : number, start + std::chrono::minutes(2) * number));
    return log;
}

QHash<UserId, QString> auditPeople() {
    QHash<UserId, QString> names;
    for (const Person& person : people)
        names.insert(*UserId::parse(QString::fromStdString(ledger::toText(account(person.number)))),
                     QString::fromLatin1(person.name));
    return names;
}

template<class T>
Reply<T> LogServer::give(Result<T, Problem> result) {
    if (problem)
        result = unexpected<Problem>(*problem);
    auto reply = answers.give<T>(std::move(result));
    mostAtOnce = std::max(mostAtOnce, answers.waiting());
    return reply;
}

SealedEntry LogServer::shownAt(quint64 index) const {
    const auto lied = edited.find(index);
    const ledger::Bytes& bytes = lied != edited.end() ? lied->second : *log().rows().at(index).entry;
    return {index, QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()))};
}

Reply<AuditPage> LogServer::search(const AuditFilter& filter, const AuditWindow& window) {
    ++searches;
    AuditPage page{{}, auditPeople(), log().size(), false};
    const auto most = std::min<qsizetype>(window.limit, longestPage.value_or(window.limit));
    const auto lets = [&](const SealedEntry& entry) {
        const auto decoded = ledger::decode(viewOf(entry.bytes));
        const auto wanted = ledger::actionFromName(filter.action.toStdString());
        return !withheld.contains(entry.index) &&
               (filter.action.isEmpty() || (decoded && decoded->fields().action == wanted)) &&
               (filter.outcome.isEmpty() ||
                (decoded && ledger::name(decoded->fields().outcome) == filter.outcome.toStdString()));
    };
    const qint64 from = window.after ? qint64(*window.after) + 1 : 0;
    const qint64 to = window.before ? qint64(*window.before) : qint64(log().size());
    for (qint64 step = 0; step < to - from && page.entries.size() < most; ++step) {
        const SealedEntry entry = shownAt(quint64(window.after ? from + step : to - 1 - step));
        if (lets(entry))
            page.entries.append(entry);
    }
    page.more = page.entries.size() == most;
    if (window.after)
        std::ranges::reverse(page.entries);
    return give<AuditPage>(page);
}

Reply<QByteArray> LogServer::checkpoint() {
    const auto time = toLedger(clock ? clock->now() : sampleAuditNow()) - signedAgo;
    ledger::Checkpoint newest = log().checkpoint(time, epoch);
    if (signedSize) {
        newest.size = *signedSize;
        newest.root = ledger::rootAt(log().nodes(), newest.size).value();
        newest.chainHead = log().rows().at(newest.size - 1).chain;
    }
    return give<QByteArray>(checkpointText.value_or(QByteArray::fromStdString(log().sign(newest))));
}

Reply<ProofHashes> LogServer::inclusion(quint64 index, quint64 size) {
    ++inclusions;
    const auto proof = ledger::inclusionProof(log().nodes(), wrongPaths ? index ^ 1U : index, size);
    return give<ProofHashes>(proof && !deniesProofs ? Result<ProofHashes, Problem>(hashes(*proof))
                                                    : unexpected<Problem>(notFound()));
}

Reply<ProofHashes> LogServer::consistency(quint64 from, quint64 to) {
    const auto proof = ledger::consistencyProof(log().nodes(), from, to);
    return give<ProofHashes>(proof && !deniesProofs ? Result<ProofHashes, Problem>(hashes(*proof))
                                                    : unexpected<Problem>(notFound()));
}

Reply<SealedPlace> LogServer::receipt(const QByteArray& leaf, quint64 size) {
    for (const ledger::SealedRow& row : log().rows())
        if (bytesOf(row.leaf) == leaf && row.index < size)
            return give<SealedPlace>(SealedPlace{
                row.index, hashes(ledger::inclusionProof(log().nodes(), row.index, size).value())});
    return give<SealedPlace>(unexpected<Problem>(notFound()));
}

QFuture<CheckpointStore::Loaded> FakeStore::load() {
    return ready(failure ? Loaded(unexpected<Failure>(*failure)) : Loaded(remembered));
}

QFuture<Result<Done, CheckpointStore::Failure>> FakeStore::remember(const Remembered& checkpoint,
                                                                    const std::optional<Remembered>& before) {
    if (failure || failsToWrite)
        return ready(Result<Done, Failure>(unexpected<Failure>(failure ? *failure : *failsToWrite)));
    const auto note = [](const auto& of) { return of ? of->checkpoint : QByteArray(); };
    if (note(remembered) != note(before))
        return ready(Result<Done, Failure>(unexpected<Failure>(Failure::Overtaken)));
    ++remembers;
    remembered = checkpoint;
    return ready(Result<Done, Failure>(Done{}));
}

QFuture<Result<QString, CheckpointStore::Failure>> FakeStore::keepEvidence(const QList<EvidenceFile>& files) {
    if (failsToWrite)
        return ready(Result<QString, Failure>(unexpected<Failure>(*failsToWrite)));
    settled = false;
    kept.append({QStringLiteral("evidence-%1").arg(kept.size()), files});
    return ready(Result<QString, Failure>(kept.last().directory));
}

QFuture<CheckpointStore::Standing> FakeStore::standingEvidence() {
    // A missing or damaged file says nothing against the evidence kept beside it.
    if (failure == Failure::NoKeychain || failure == Failure::Io)
        return ready(Standing(unexpected<Failure>(*failure)));
    return ready(Standing(kept.isEmpty() || settled ? std::nullopt : std::optional(kept.last())));
}

QFuture<Result<Done, CheckpointStore::Failure>> FakeStore::settleEvidence() {
    settled = true;
    return ready(Result<Done, Failure>(Done{}));
}

} // namespace custos::test
