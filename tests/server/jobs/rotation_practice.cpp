#include "tests/server/jobs/rotation_practice.h"

#include "server/jobs/sealed_tables.h"

namespace custos::jobs {

using ledger::Bytes;
using ledger::Uuid;
using phi::Field;

namespace {

constexpr int perBatch = 2000;

/// Row and patient numbers are one thing: a patient's visit has the patient's number.
enum class Kind : std::uint8_t { Patient = 1, Visit = 2, Coverage = 3, Related = 4, Wish = 5 };

Uuid idOf(Kind kind, int number) {
    Uuid id;
    // spread over the whole range, as random ids are
    for (int at = 0; at < 4; ++at)
        id.bytes[std::size_t(at)] =
            static_cast<std::uint8_t>(std::uint32_t(number) * 2654435761U >> (24 - 8 * at));
    for (int at = 0; at < 4; ++at)
        id.bytes[std::size_t(12 + at)] = static_cast<std::uint8_t>(std::uint32_t(number) >> (24 - 8 * at));
    id.bytes[8] = static_cast<std::uint8_t>(kind);
    return id;
}

int numberOf(const Uuid& id) {
    int number = 0;
    for (int at = 0; at < 4; ++at)
        number = number << 8 | id.bytes[std::size_t(12 + at)];
    return number;
}

std::string textOf(Field field, int number) {
    return "Testerman " + std::to_string(int(field)) + "/" + std::to_string(number);
}

std::vector<Bytes> tokensOf(const phi::BlindIndex& index, int number) {
    std::vector<Bytes> tokens;
    for (const phi::IndexToken& token :
         index.tokensOf({.familyName = textOf(Field::PatientFamilyName, number),
         .givenName = textOf(Field::PatientGivenName, number),
         .preferredName = {},
         .phone = textOf(Field::PatientPhone, number),
         .birthDate = textOf(Field::PatientBirthDate, number)}))
        tokens.emplace_back(token.value.begin(), token.value.end());
    std::sort(tokens.begin(), tokens.end());
    return tokens;
}

Kind kindOf(const PatientTable& table) {
    static const std::map<std::string_view, Kind> kinds{{"practice.patient", Kind::Patient},
                                                        {"practice.appointment", Kind::Visit},
                                                        {"practice.coverage", Kind::Coverage},
                                                        {"practice.related_person", Kind::Related},
                                                        {"practice.waitlist", Kind::Wish}};
    return kinds.at(table.name);
}

bool hasRow(Kind kind, int number) {
    switch (kind) {
    case Kind::Patient:
        return true;
    case Kind::Visit:
        return number % 4 == 0;
    case Kind::Coverage:
    case Kind::Related:
        return number % 10 == 0;
    case Kind::Wish:
        break;
    }
    return number == 0;
}

/// The rows of a table as they stand before their fields are written by the rotation's own statement.
constexpr db::Query bareRows[] = {
    {"test_patients", "insert into practice.patient (tenant, id) select $1, u.id from unnest($2::uuid[], "
                      "$3::uuid[]) u(id, p)"},
    {"test_related", "insert into practice.related_person (tenant, id, patient) "
                     "select $1, u.id, u.p from unnest($2::uuid[], $3::uuid[]) u(id, p)"},
    {"test_coverage", "insert into practice.coverage (tenant, id, patient) "
                      "select $1, u.id, u.p from unnest($2::uuid[], $3::uuid[]) u(id, p)"},
    {"test_visits",
     "insert into practice.appointment (tenant, id, imported, starts, ends, location, provider, patient) "
     "select $1, u.id, true, timestamptz '2020-01-02 09:00Z', timestamptz '2020-01-02 09:30Z', "
     "'a1000000-0000-4000-8000-000000000002', 'a1000000-0000-4000-8000-000000000003', u.p "
     "from unnest($2::uuid[], $3::uuid[]) u(id, p)"},
    {"test_wishes", "insert into practice.waitlist (tenant, id, patient, minutes) "
                    "select $1, u.id, u.p, 30 from unnest($2::uuid[], $3::uuid[]) u(id, p)"}};

constexpr db::Query newKeys{"test_keys",
                            "insert into phi.patient_key (tenant, patient, wrapped) "
                            "select $1, u.id, u.wrapped from unnest($2::uuid[], $3::bytea[]) u(id, wrapped)"};
constexpr db::Query newTokens{"test_tokens",
                              "insert into phi.blind_index (tenant, token, patient) "
                              "select $1, u.token, u.p from unnest($2::uuid[], $3::bytea[]) u(p, token)"};
constexpr db::Query someTokens{"test_some_tokens",
                               "select b.patient, b.token from phi.blind_index b "
                               "where b.tenant = $1 and b.patient = any ($2) order by b.patient, b.token"};
constexpr db::Query someKeys{"test_some_keys",
                             "select k.patient, k.wrapped from phi.patient_key k "
                             "where k.tenant = $1 and k.patient > $2 order by k.patient limit 5000"};

} // namespace

Uuid RotationTest::patient(int number) {
    return idOf(Kind::Patient, number);
}

RotationTest::RotationTest()
    : desk_(database_.conninfo(db::Duty::Keys), database_.conninfo(db::Duty::Operations), keys_.store) {
    database_.superuser(
        "set session_replication_role = replica; delete from practice.appointment; delete from "
        "practice.coverage; "
        "delete from practice.related_person; delete from practice.waitlist; delete from phi.patient_key; "
        "delete from phi.blind_index; delete from practice.patient; delete from auth.totp; delete from "
        "auth.account; delete from "
        "phi.tenant_key; "
        "delete from practice.provider; delete from practice.location; delete from practice.practice; "
        "insert into practice.practice (id, code, name) values ('" +
        ledger::toText(practice_) +
        "', 'mock', 'Mockridge'); "
        "insert into practice.location (tenant, id, name, time_zone) values ('" +
        ledger::toText(practice_) +
        "', 'a1000000-0000-4000-8000-000000000002', 'Mock Street', 'America/New_York'); "
        "insert into practice.provider (tenant, id, display_name, home_location) values ('" +
        ledger::toText(practice_) +
        "', 'a1000000-0000-4000-8000-000000000003', 'Dr. Mockridge', "
        "'a1000000-0000-4000-8000-000000000002')");
    if (!desk_.keyring().create(practice_))
        throw std::runtime_error("no keys for the test's practice");
}

void RotationTest::fill(int patients) {
    for (int from = 0; from < patients; from += perBatch)
        fillSome(from, std::min(patients, from + perBatch));
}

// In two steps, as the tables' triggers want it: rows and keys, then what is sealed.
void RotationTest::fillSome(int from, int to) {
    const auto keys = desk_.keyring().open(practice_).value();
    std::vector<Uuid> ids;
    std::vector<Bytes> wrapped;
    std::vector<phi::PatientCipher> ciphers;
    std::vector<Uuid> found;
    std::vector<Bytes> tokens;
    for (int number = from; number < to; ++number) {
        for (Bytes& token : tokensOf(keys->blindIndex(), number)) {
            found.push_back(patient(number));
            tokens.push_back(std::move(token));
        }
        auto made = keys->newPatientKey(patient(number));
        ids.push_back(patient(number));
        wrapped.push_back(std::move(made.wrapped));
        ciphers.push_back(std::move(made.cipher));
    }
    auto lease = desk_.parts().operations.acquire().value();
    auto work = lease->begin();
    work.enterService(practice_, "provision");
    bool keysStand = false;
    for (std::size_t at = 0; at < patientTables().size(); ++at) {
        const PatientTable& table = patientTables()[at];
        std::vector<Uuid> rows;
        std::vector<Uuid> owners;
        std::vector<std::vector<Bytes>> columns(table.columns.size());
        for (int number = from; number < to; ++number) {
            if (!hasRow(kindOf(table), number))
                continue;
            const Uuid row = idOf(kindOf(table), number);
            rows.push_back(row);
            owners.push_back(patient(number));
            for (std::size_t column = 0; column < columns.size(); ++column)
                columns[column].push_back(ciphers[std::size_t(number - from)].seal(
                    table.columns[column].field, row, textOf(table.columns[column].field, number)));
        }
        work.run(bareRows[at], practice_, rows, owners);
        if (!std::exchange(keysStand, true))
            work.run(newKeys, practice_, ids, wrapped);
        std::vector<db::Param> params{db::Param(rows)};
        for (const auto& column : columns)
            params.emplace_back(column);
        work.queue(table.write, std::move(params));
    }
    work.run(newTokens, practice_, found, tokens);
    if (const auto done = work.commit(); !done)
        throw std::runtime_error("the test's patients can't be stored: " + std::string(done.error().state()));
}

KeyRotation RotationTest::rotate() {
    auto rotation = KeyRotation::begin(parts(), practice_);
    while (rotation && !rotation->isDone())
        if (const auto stepped = rotation->step(); !stepped)
            throw std::runtime_error("the rotation stopped: " + std::string(code(stepped.error())));
    return std::move(rotation.value());
}

std::int64_t RotationTest::readEverything(int patients) {
    desk_.keyring().clear();
    const auto keys = desk_.keyring().open(practice_).value();
    auto superuser = database_.openSuperuser();
    std::int64_t fields = 0;
    std::int64_t seen = 0;
    Uuid after{};
    for (;;) {
        auto work = superuser.begin();
        const auto ticket = work.run(someKeys, practice_, after);
        EXPECT_TRUE(work.commit());
        const auto rows = work.take(ticket);
        if (rows.empty())
            break;
        std::map<Uuid, phi::PatientCipher> ciphers;
        std::map<Uuid, std::uint32_t> versions;
        std::vector<Uuid> ids;
        for (const db::Row row : rows) {
            after = row.get<Uuid>("patient");
            ids.push_back(after);
            versions[after] = phi::keyVersionOf(row.get<Bytes>("wrapped"));
            auto cipher = keys->patient(after, row.get<Bytes>("wrapped"));
            EXPECT_TRUE(cipher) << numberOf(after);
            if (cipher)
                ciphers.emplace(after, std::move(*cipher));
        }
        seen += std::int64_t(ids.size());
        checkTokens(*keys, versions);
        auto lease = desk_.parts().operations.acquire().value();
        for (const PatientTable& table : patientTables()) {
            auto reading = lease->begin();
            reading.enterService(practice_, "provision");
            const auto read = reading.run(table.read, ids);
            EXPECT_TRUE(reading.commit());
            const auto found = reading.take(read);
            for (const db::Row row : found)
                for (const auto& column : table.columns) {
                    const auto id = row.get<Uuid>("row");
                    const auto plain = ciphers.at(row.get<Uuid>("patient"))
                                           .open(column.field, id, row.get<Bytes>(column.name));
                    EXPECT_TRUE(plain) << table.name << " " << column.name << " " << numberOf(id);
                    if (plain && *plain == textOf(column.field, numberOf(id)))
                        ++fields;
                    else
                        ADD_FAILURE() << table.name << " " << column.name << " " << numberOf(id);
                }
        }
    }
    EXPECT_EQ(seen, patients);
    return fields;
}

void RotationTest::checkTokens(const phi::TenantKeys& keys, const std::map<Uuid, std::uint32_t>& versions) {
    std::vector<Uuid> ids;
    std::map<Uuid, std::vector<Bytes>> found;
    for (const auto& [id, version] : versions)
        ids.push_back(id);
    auto superuser = database_.openSuperuser();
    auto work = superuser.begin();
    const auto ticket = work.run(someTokens, practice_, ids);
    EXPECT_TRUE(work.commit());
    const auto rows = work.take(ticket);
    for (const db::Row row : rows)
        found[row.get<Uuid>("patient")].push_back(row.get<Bytes>("token"));
    const auto& indexes = keys.blindIndexes();
    for (const auto& [id, version] : versions) {
        const bool moved = version == keys.newestVersion(phi::KeyPurpose::Fields);
        const auto& index = moved ? indexes.rbegin()->second : indexes.begin()->second;
        EXPECT_EQ(found[id], tokensOf(index, numberOf(id))) << numberOf(id);
    }
}

std::int64_t RotationTest::notUnder(std::uint32_t version) const {
    std::int64_t others = std::stoll(
        ask("select count(*) from phi.patient_key where key_version <> " + std::to_string(version)));
    for (const PatientTable& table : patientTables())
        for (const auto& column : table.columns)
            others +=
                std::stoll(ask("select count(*) from " + std::string(table.name) + " where phi.key_version(" +
                               std::string(column.name) + "_sealed) <> " + std::to_string(version)));
    for (const SecretTable& table : secretTables())
        others += std::stoll(ask("select count(*) from " + std::string(table.name) +
                                 " where key_version <> " + std::to_string(version)));
    return others;
}

} // namespace custos::jobs
