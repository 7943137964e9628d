#include "server/api/patients.h"

#include "server/api/change_work.h"
#include "server/api/door.h"
#include "server/api/patient_record.h"
#include "server/api/wire.h"
#include "server/db/queries.h"

#include <algorithm>
#include <functional>
#include <set>

namespace custos::api {

namespace {

using ledger::Uuid;
using nlohmann::json;

/// Names sort only once they are open, so a little more than asked for is read.
constexpr std::int64_t readAtMost = 100;

const std::vector<std::string> summaryFields{"patient.name", "patient.birth_year", "patient.phone_last4"};
const std::vector<std::string> recordFields{"patient.name",  "patient.birth_date", "patient.phone",
                                            "patient.email", "patient.address",    "patient.contact",
                                            "patient.needs"};

std::vector<ledger::Bytes> valuesOf(const std::vector<phi::IndexToken>& tokens) {
    std::vector<ledger::Bytes> values;
    values.reserve(tokens.size());
    for (const auto& token : tokens)
        values.emplace_back(token.value.begin(), token.value.end());
    return values;
}

/// A search by everything that tokens may be under: usually one key, two while a rotation goes on.
class Search {
public:
    Search(SessionWork& work, const phi::TenantKeys& keys, std::string_view query)
        : work_(work)
        , keys_(keys) {
        for (const auto& [version, index] : keys.blindIndexes())
            found_.push_back(
                work.run(db::queries::patients_by_tokens, valuesOf(index.tokensOfQuery(query)), readAtMost));
        newest_ = work.run(db::queries::index_version);
    }

    /// Once sent. Throws KeyUnknown where there is a key by now that was not searched by.
    void forEach(const std::function<void(const db::Row&)>& take) {
        const auto newest = work_.take(newest_).front().get<std::int64_t>("version");
        if (newest > keys_.newestVersion(phi::KeyPurpose::BlindIndex))
            throw KeyUnknown();
        std::set<Uuid> seen; // whoever was moved from one key to the other in between is found by both
        for (const auto ticket : found_)
            for (const auto row : work_.take(ticket))
                if (seen.insert(row.get<Uuid>("patient")).second)
                    take(row);
    }

private:
    SessionWork& work_;
    const phi::TenantKeys& keys_;
    std::vector<db::Transaction::Ticket> found_;
    db::Transaction::Ticket newest_{};
};

struct Summary { // NOLINT(bugprone-exception-escape): moving a json can't throw, but does not look so
    std::string sortKey;
    Uuid patient;
    json body;
};

Summary summaryOf(const phi::TenantKeys& keys, const db::Row& row) {
    const PatientFields fields(keys, row);
    const auto birthDate = fields.open(phi::Field::PatientBirthDate, "birth_date");
    const auto phone = lastFourDigits(fields.open(phi::Field::PatientPhone, "phone"));
    auto name = fields.displayName();
    return {.sortKey = name + birthDate,
            .patient = fields.patient(),
            .body = {{"id", ledger::toText(fields.patient())},
                     {"display_name", name},
                     {"birth_year", birthDate.size() >= 4 ? json(std::stoi(birthDate.substr(0, 4))) : json()},
                     {"phone_last4", phone.empty() ? json() : json(phone)}}};
}

Outcome searchPatients(const PatientParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    Search search(*work, **keys, textIn(call.body, "query"));
    if (auto read = work->flush(); !read)
        return unexpected(read.error());
    std::vector<Summary> summaries;
    search.forEach([&](const db::Row& row) { summaries.push_back(summaryOf(**keys, row)); });
    std::sort(summaries.begin(), summaries.end(),
              [](const auto& a, const auto& b) { return a.sortKey < b.sortKey; });
    const auto limit = call.body["limit"].get<std::size_t>();
    summaries.resize(std::min(summaries.size(), limit));
    auto entry = work->draft();
    entry.fieldsShown = summaryFields;
    json items = json::array();
    for (auto& summary : summaries) {
        entry.patients.push_back(summary.patient);
        items.push_back(std::move(summary.body));
    }
    work->countListed(entry.patients);
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    return Answer{.body = {{"items", std::move(items)}}, .entry = std::move(entry), .counted = true};
}

Answer recordAnswer(const PatientRecord& record, const Uuid& id, int version, int status) {
    return {.status = status, .body = bodyOf(record, id, version), .version = version};
}

int versionOf(const db::Row& row) {
    return static_cast<int>(row.get<std::int64_t>("version"));
}

Outcome readPatient(const PatientParts& parts, const Call& call) {
    auto work = SessionWork::begin(parts.pool, call);
    if (!work)
        return unexpected(work.error());
    const auto found = work->run(db::queries::patient_by_id, *call.id);
    work->countOpened({*call.id});
    if (auto done = work->commit(); !done)
        return unexpected(done.error());
    const auto rows = work->take(found);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    const auto record = readRecord(PatientFields(**keys, rows.front()), rows.front());
    auto answer = recordAnswer(record, *call.id, versionOf(rows.front()), 200);
    answer.entry = work->draft();
    answer.entry->fieldsShown = recordFields;
    answer.entry->patients = {*call.id};
    answer.counted = true;
    return answer;
}

/// What a request with this key did before, as it stands now.
Outcome repeatPatient(const PatientParts& parts, ChangeWork& work, int status) {
    const auto id = *work.done();
    const auto found = work.run(db::queries::patient_by_id, id);
    work.session().countOpened({id});
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    const auto rows = work.take(found);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const auto keys = openKeys(parts.keyring, work.caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    const auto record = readRecord(PatientFields(**keys, rows.front()), rows.front());
    auto answer = recordAnswer(record, id, versionOf(rows.front()), status);
    answer.entry = work.draft(ledger::Action::PatientRead);
    answer.entry->fieldsShown = recordFields;
    answer.entry->patients = {id};
    answer.counted = true;
    return answer;
}

Outcome settle(ChangeWork& work, const PatientRecord& record, const Uuid& id, int version, int status) {
    auto entry = work.draft();
    entry.patients = {id};
    const auto receipt = work.record(entry, id);
    if (!receipt)
        return unexpected(receipt.error());
    if (auto done = work.commit(); !done)
        return unexpected(done.error());
    auto answer = recordAnswer(record, id, version, status);
    answer.receipt = *receipt;
    return answer;
}

Outcome registerPatient(const PatientParts& parts, const Call& call) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done())
        return repeatPatient(parts, *work, 201);
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    PatientRecord record;
    applyBody(call.body, record);
    const auto id = ledger::randomUuid();
    work->session().opensNothing();
    phi::queueNewPatient(work->transaction(), **keys, id, record);
    return settle(*work, record, id, 1, 201);
}

Outcome changePatient(const PatientParts& parts, const Call& call) {
    auto work = ChangeWork::begin(parts.pool, parts.composer, call);
    if (!work)
        return unexpected(work.error());
    const auto found = work->run(db::queries::patient_by_id, *call.id);
    work->session().countOpened({*call.id});
    if (auto known = work->flush(); !known)
        return unexpected(known.error());
    if (work->done())
        return repeatPatient(parts, *work, 200);
    const auto rows = work->take(found);
    if (rows.empty())
        return refuse(ProblemKind::NotFound);
    const int version = versionOf(rows.front());
    if (version != *call.version)
        return unexpected(Refused{.problem = {.kind = ProblemKind::Outdated, .version = version}});
    const auto keys = openKeys(parts.keyring, work->caller().tenant);
    if (!keys)
        return unexpected(keys.error());
    const PatientFields fields(**keys, rows.front());
    auto record = readRecord(fields, rows.front());
    applyBody(call.body, record);
    const auto updated =
        phi::queueChangedPatient(work->transaction(), **keys, fields.cipher(), version, record);
    if (auto sent = work->flush(); !sent)
        return unexpected(sent.error());
    if (work->take(updated).affected() == 0)
        return unexpected(Refused{.problem = {.kind = ProblemKind::Outdated, .version = version + 1}});
    return settle(*work, record, *call.id, version + 1, 200);
}

} // namespace

void addPatientHandlers(HandlerTable& table, PatientParts parts) {
    table["searchPatients"] = [parts](const Call& call) { return searchPatients(parts, call); };
    table["readPatient"] = [parts](const Call& call) { return readPatient(parts, call); };
    table["registerPatient"] = [parts](const Call& call) { return registerPatient(parts, call); };
    table["changePatient"] = [parts](const Call& call) { return changePatient(parts, call); };
}

} // namespace custos::api
