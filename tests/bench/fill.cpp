// Fills the practice of a running demo as if it had been used for decades: ciphertexts under keys of their
// own and tokens made by the server's own code, brought in by COPY as the database's superuser, past triggers
// and foreign keys. For
// `./dev bench` alone; what it writes about is made up.
//
//     bench_fill DATA SOCKETS PRACTICE visits|patients COUNT      COUNT is how many there are afterwards

#include "server/db/pool.h"
#include "server/demo/names.h"
#include "server/demo/random.h"
#include "server/embedded/role_passwords.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/phi/key_store.h"
#include "server/phi/patient_record.h"
#include "server/phi/visit_text.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <libpq-fe.h>
#include <stdexcept>

using namespace custos;
using ledger::Bytes;
using ledger::Uuid;

namespace {

struct Arguments {
    std::filesystem::path data;
    std::string sockets;
    std::string practice;
    std::string what;
    std::size_t count;
};

/// The superuser's connection; what fails ends the program.
class Superuser {
public:
    explicit Superuser(const std::string& sockets)
        : link_(PQconnectdb(("host=" + sockets + " user=custos_super dbname=custos").c_str()), &PQfinish) {
        if (PQstatus(link_.get()) != CONNECTION_OK)
            throw std::runtime_error("no superuser beside the demo");
        run("set session_replication_role = replica; set maintenance_work_mem = '512MB'; "
            "set synchronous_commit = off");
    }

    std::vector<std::vector<std::string>> run(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(link_.get(), sql.c_str()),
                                                                   &PQclear);
        check(answer.get());
        std::vector<std::vector<std::string>> rows;
        for (int row = 0; row < PQntuples(answer.get()); ++row) {
            rows.emplace_back();
            for (int column = 0; column < PQnfields(answer.get()); ++column)
                rows.back().emplace_back(PQgetvalue(answer.get(), row, column));
        }
        return rows;
    }

    [[nodiscard]] PGconn* link() const { return link_.get(); }
    void check(const PGresult* answer) const {
        const auto status = PQresultStatus(answer);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
            throw std::runtime_error(PQresultErrorMessage(answer));
    }

private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> link_;
};

/// COPY in its binary form, on a connection of its own.
class Copy {
public:
    Copy(const std::string& sockets, const std::string& into)
        : to_(sockets) {
        to_.run("copy " + into + " from stdin (format binary)");
        buffer_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    }

    void row(std::int16_t fields) { number(fields); }
    void field(const Uuid& id) { bytes(id.bytes); }
    void field(ledger::ByteView content) { bytes(content); }
    void field(const std::optional<Bytes>& content) {
        if (content)
            return bytes(*content);
        number(std::int32_t{-1});
    }
    void field(std::string_view text) { bytes(ledger::asBytes(text)); }
    void field(ledger::UtcTime time) {
        number(std::int32_t{8});
        number(std::chrono::duration_cast<std::chrono::microseconds>(
                   time - std::chrono::sys_days{std::chrono::year{2000} / 1 / 1})
                   .count());
    }

    void finish() {
        number(std::int16_t{-1});
        send();
        if (PQputCopyEnd(to_.link(), nullptr) != 1)
            throw std::runtime_error("the copy did not end");
        const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQgetResult(to_.link()), &PQclear);
        to_.check(answer.get());
    }

private:
    template<class T>
    void number(T value) {
        for (int shift = int(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
            buffer_ += char(std::uint64_t(value) >> shift & 0xff);
        if (buffer_.size() > 1 << 18)
            send();
    }
    void bytes(ledger::ByteView content) {
        number(std::int32_t(content.size()));
        buffer_.append(reinterpret_cast<const char*>(content.data()), content.size());
    }
    void send() {
        if (PQputCopyData(to_.link(), buffer_.data(), int(buffer_.size())) != 1)
            throw std::runtime_error("the copy broke");
        buffer_.clear();
    }

    Superuser to_;
    std::string buffer_;
};

/// The practice's own keys, as the server has them. Key files are read as the account that owns them.
std::shared_ptr<const phi::TenantKeys> keysOf(const Arguments& arguments, const Uuid& tenant) {
    struct stat owner {};
    if (stat((arguments.data / "keys").c_str(), &owner) != 0)
        throw std::runtime_error("no keys in that directory");
    const auto passwords = embedded::loadOrMakePasswords(arguments.data / "keys/database-roles");
    const bool asOther = geteuid() == 0 && owner.st_uid != 0;
    if (asOther && (setegid(owner.st_gid) != 0 || seteuid(owner.st_uid) != 0))
        throw std::runtime_error("cannot act as the owner of the keys");
    const auto store = phi::KeyStore::open(arguments.data / "keys/server");
    if (asOther && (seteuid(0) != 0 || setegid(0) != 0))
        throw std::runtime_error("cannot come back from the owner of the keys");
    if (!store || !passwords)
        throw std::runtime_error("the keys do not open");
    db::Pool pool("host=" + arguments.sockets +
                  " dbname=custos user=custos_keys password=" + passwords->at(db::Duty::Keys));
    phi::DbTenantKeyTable table(pool, pool);
    auto keys = phi::TenantKeyring(*store, table).open(tenant);
    if (!keys)
        throw std::runtime_error("the practice's keys do not unwrap");
    return *keys;
}

void progress(const char* what, std::size_t done, std::size_t all) {
    if (all >= 4 && done % (all / 4) == 0)
        std::fprintf(stderr, "  filling: %zu %s of %zu\n", done, what, all);
}

/// Of a few thousand, so that beginnings are shared as they are in life.
std::string madeUpName(demo::Random& random, std::span<const std::string_view> stems) {
    static constexpr std::array<std::string_view, 24> endings{
        "",     "a",   "ard", "berg", "ell", "erman", "ette", "ez",   "field", "ia",   "ina",   "ley",
        "lund", "man", "mor", "oglu", "ova", "quist", "sen",  "shaw", "ski",   "ston", "teson", "wick"};
    std::string name(random.oneOf(stems));
    name += random.oneOf(std::span<const std::string_view>(endings));
    return name;
}

std::string digits(demo::Random& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += char('0' + random.below(10));
    return text;
}

phi::PatientRecord madeUpPatient(demo::Random& random) {
    std::array<char, 40> born{};
    std::snprintf(born.data(), born.size(), "%04zu-%02zu-%02zu", 1930 + random.below(90),
                  1 + random.below(12), 1 + random.below(28));
    phi::PatientRecord record;
    record.family = madeUpName(random, demo::familyNames());
    record.given = madeUpName(random, demo::givenNames());
    record.birthDate = born.data();
    record.phone = "555-" + digits(random, 3) + "-" + digits(random, 4);
    record.address = digits(random, 3) + " " + std::string(random.oneOf(demo::streetNames()));
    return record;
}

class Filler {
public:
    explicit Filler(Arguments arguments)
        : arguments_(std::move(arguments))
        , superuser_(arguments_.sockets) {
        const auto found =
            superuser_.run("select id from practice.practice where code = '" + arguments_.practice + "'");
        tenant_ = ledger::uuidFromText(found.at(0).at(0)).value();
        keys_ = keysOf(arguments_, tenant_);
    }

    void fillPatients() {
        const auto missing = missingIn("practice.patient", "true");
        // Indexes are built once at the end instead of row by row; the definitions are the migrations' own.
        const auto pkey = superuser_.run(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'blind_index_pkey'");
        const auto other = superuser_.run("select pg_get_indexdef('phi.blind_index_of_patient'::regclass)");
        superuser_.run("alter table phi.blind_index drop constraint blind_index_pkey");
        superuser_.run("drop index phi.blind_index_of_patient");
        copyPatients(missing);
        std::fprintf(stderr, "  building the blind index\n");
        superuser_.run("alter table phi.blind_index add constraint blind_index_pkey " + pkey.at(0).at(0));
        superuser_.run(other.at(0).at(0));
        for (const auto* table : {"practice.patient", "phi.patient_key", "phi.blind_index"})
            superuser_.run(std::string("vacuum analyze ") + table);
        superuser_.run("checkpoint");
    }

    void fillVisits() {
        const auto missing = missingIn("practice.appointment", "kind = 'visit'");
        copyVisits(missing);
        superuser_.run("vacuum analyze practice.appointment");
        superuser_.run("checkpoint");
    }

private:
    std::size_t missingIn(const std::string& table, const std::string& where) {
        const auto there = superuser_.run("select count(*) from " + table + " where tenant = '" +
                                          ledger::toText(tenant_) + "' and " + where);
        const auto count = std::size_t(std::stoull(there.at(0).at(0)));
        return arguments_.count > count ? arguments_.count - count : 0;
    }

    void copyPatients(std::size_t count) {
        Copy patients(arguments_.sockets, "practice.patient (tenant, id, family_sealed, given_sealed, "
                                          "birth_date_sealed, phone_sealed, address_sealed)");
        Copy wrappedKeys(arguments_.sockets, "phi.patient_key (tenant, patient, wrapped)");
        Copy tokens(arguments_.sockets, "phi.blind_index (tenant, token, patient)");
        for (std::size_t done = 0; done < count;) {
            const auto id = ledger::randomUuid();
            const auto key = keys_->newPatientKey(id);
            const auto record = madeUpPatient(random_);
            patients.row(7);
            patients.field(tenant_);
            patients.field(id);
            for (const auto& [field, text] : {std::pair{phi::Field::PatientFamilyName, &record.family},
                                              {phi::Field::PatientGivenName, &record.given},
                                              {phi::Field::PatientBirthDate, &record.birthDate},
                                              {phi::Field::PatientPhone, &record.phone},
                                              {phi::Field::PatientAddress, &record.address}})
                patients.field(phi::sealOrNull(key.cipher, field, id, *text));
            wrappedKeys.row(3);
            wrappedKeys.field(tenant_);
            wrappedKeys.field(id);
            wrappedKeys.field(ledger::ByteView(key.wrapped));
            for (const auto& token : keys_->blindIndex().tokensOf(phi::searchableOf(record))) {
                tokens.row(3);
                tokens.field(tenant_);
                tokens.field(ledger::ByteView(token.value));
                tokens.field(id);
            }
            progress("patients", ++done, count);
        }
        patients.finish();
        wrappedKeys.finish();
        tokens.finish();
    }

    struct Known {
        Uuid id;
        phi::PatientCipher cipher;
    };

    std::vector<Known> knownPatients() {
        std::vector<Known> known;
        for (const auto& row : superuser_.run("select patient, encode(wrapped, 'hex') from phi.patient_key "
                                              "where tenant = '" +
                                              ledger::toText(tenant_) + "' limit 1000")) {
            const auto id = ledger::uuidFromText(row.at(0)).value();
            known.push_back({id, keys_->patient(id, ledger::fromHex(row.at(1)).value()).value()});
        }
        return known;
    }

    /// Eighty a day, all done, back from two months before today: none on the days that a demo shows.
    void copyVisits(std::size_t count) {
        constexpr std::size_t perDay = 80;
        const auto home = superuser_.run("select id, home_location from practice.provider where tenant = '" +
                                         ledger::toText(tenant_) + "' order by position");
        const auto known = knownPatients();
        const auto lastDay =
            std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) - std::chrono::days(60);
        Copy visits(arguments_.sockets, "practice.appointment (tenant, id, starts, ends, location, provider, "
                                        "patient, status, visit_sealed)");
        for (std::size_t done = 0; done < count;) {
            const auto id = ledger::randomUuid();
            const auto& provider = home.at(done % home.size());
            const auto& patient = known.at(random_.below(known.size()));
            const auto starts = lastDay - std::chrono::days(done / perDay) +
                                std::chrono::minutes(6 * 60 + 15 * (done % perDay / home.size()));
            visits.row(9);
            visits.field(tenant_);
            visits.field(id);
            visits.field(ledger::UtcTime(starts));
            visits.field(ledger::UtcTime(starts + std::chrono::minutes(15)));
            visits.field(ledger::uuidFromText(provider.at(1)).value());
            visits.field(ledger::uuidFromText(provider.at(0)).value());
            visits.field(patient.id);
            visits.field(std::string_view("done"));
            visits.field(ledger::ByteView(patient.cipher.seal(
                phi::Field::AppointmentReason, id,
                phi::encode({.type = {}, .reason = "Synthetic visit", .overbookReason = {}}))));
            progress("visits", ++done, count);
        }
        visits.finish();
    }

    Arguments arguments_;
    Superuser superuser_;
    Uuid tenant_;
    std::shared_ptr<const phi::TenantKeys> keys_;
    demo::Random random_{1, "bench"};
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 6)
        return std::fprintf(stderr, "usage: bench_fill DATA SOCKETS PRACTICE visits|patients COUNT\n"), 2;
    try {
        Filler filler({argv[1], argv[2], argv[3], argv[4], std::size_t(std::strtoull(argv[5], nullptr, 10))});
        std::strcmp(argv[4], "patients") == 0 ? filler.fillPatients() : filler.fillVisits();
    } catch (const std::exception& failure) {
        return std::fprintf(stderr, "bench_fill: %s\n", failure.what()), 1;
    }
    return 0;
}
