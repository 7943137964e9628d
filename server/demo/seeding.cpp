#include "server/demo/seeding.h"

#include "server/auth/password.h"
#include "server/auth/totp.h"
#include "server/db/pool.h"
#include "server/db/queries.h"
#include "server/db/transaction.h"
#include "server/phi/patient_record.h"
#include "server/phi/tenant_keyring.h"
#include "server/phi/visit_text.h"

#include <sodium.h>

#include <algorithm>
#include <future>
#include <map>

namespace custos::demo {

namespace {

using ledger::Bytes;
using ledger::Uuid;
using Step = Result<void, SeedingError>;

constexpr std::size_t patientsAtOnce = 300;
constexpr std::size_t visitsAtOnce = 400;
constexpr std::size_t passwordLength = 20;

/// 20 characters of 32: 100 random bits, easy to type.
std::string randomPassword() {
    static constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789-";
    std::string password;
    for (std::size_t i = 0; i < passwordLength; ++i)
        password += alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
    return password;
}

std::string isoDay(Day day) {
    const std::chrono::year_month_day date(day);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

/// Stores one practice, part by part.
class Seeder {
public:
    Seeder(const SeedingParts& parts, const PracticePlan& plan, std::chrono::minutes waiting, int bait)
        : parts_(parts)
        , plan_(plan)
        , waiting_(waiting)
        , bait_(plan.patients.empty() ? 0 : bait) {}

    Result<std::vector<DemoAccount>, SeedingError> run() {
        const auto there = isThere();
        if (!there)
            return unexpected(there.error());
        auto done = *there ? renewFactors() : storeAll();
        if (!done)
            return unexpected(done.error());
        return std::move(accounts_);
    }

private:
    template<class Store>
    Step transact(Store store, std::string_view purpose = "provision") {
        auto lease = parts_.operations.acquire();
        if (!lease)
            return unexpected(SeedingError::Database);
        auto work = (*lease)->begin();
        work.enterService(plan_.id, purpose);
        store(work);
        if (!work.commit())
            return unexpected(SeedingError::Database);
        return {};
    }

    template<class Item, class Store>
    Step inBatches(const std::vector<Item>& items, std::size_t size, Store store) {
        for (std::size_t at = 0; at < items.size(); at += size) {
            const std::span<const Item> batch(items.data() + at, std::min(size, items.size() - at));
            if (auto done = transact([&](db::Transaction& work) { store(work, batch); }); !done)
                return done;
        }
        return {};
    }

    Result<bool, SeedingError> isThere() {
        auto lease = parts_.operations.acquire();
        if (!lease)
            return unexpected(SeedingError::Database);
        auto work = (*lease)->begin();
        work.enterService(plan_.id, "provision");
        const auto ticket = work.run(db::queries::practice_by_id, plan_.id);
        if (!work.commit())
            return unexpected(SeedingError::Database);
        return !work.take(ticket).empty();
    }

    Step openKeys() {
        if (!parts_.keyring.create(plan_.id))
            return unexpected(SeedingError::Keys);
        auto keys = parts_.keyring.open(plan_.id);
        if (!keys)
            return unexpected(SeedingError::Keys);
        keys_ = std::move(*keys);
        return {};
    }

    Step storeAll() {
        return transact([this](db::Transaction& work) { storePlace(work); })
            .and_then([this] { return openKeys(); })
            .and_then([this] { return transact([this](db::Transaction& work) { storeAccounts(work); }); })
            .and_then([this] { return storeFactors(); })
            .and_then([this] { return storePatients(); })
            .and_then([this] { return storeVisits(); })
            .and_then([this] { return transact([this](db::Transaction& work) { storeBlocks(work); }); })
            .and_then([this] { return wishForBait(); });
    }

    /// Started again on what it stored before: passwords stand in the new ready file alone.
    Step renewFactors() {
        return openKeys().and_then([this] { return storeFactors(); });
    }

    void storePlace(db::Transaction& work) {
        namespace q = db::queries;
        work.run(q::provision_practice, plan_.id, plan_.code, plan_.name);
        work.run(q::provision_location, plan_.id, plan_.locationId, plan_.locationName, plan_.timeZone);
        for (const auto& room : plan_.rooms)
            work.run(q::provision_room, plan_.id, room.id, plan_.locationId, room.name);
        for (std::size_t i = 0; i < plan_.providers.size(); ++i) {
            const auto& provider = plan_.providers[i];
            work.run(q::provision_provider, plan_.id, provider.id, provider.name, provider.specialty,
                     roomId(provider.room), plan_.locationId, i, provider.opens.count(),
                     provider.closes.count(), 7);
        }
        for (const auto& type : plan_.visitTypes)
            work.run(q::provision_visit_type, plan_.id, type.id, type.name, type.length.count());
    }

    /// What detection then lays out, as it does for any practice.
    Step wishForBait() {
        return transact(
            [this](db::Transaction& work) {
                work.run(db::queries::honeypot_wish, std::int64_t{bait_}, std::int64_t{0});
            },
            "detection");
    }

    [[nodiscard]] std::optional<Uuid> roomId(std::optional<std::size_t> room) const {
        return room ? std::optional(plan_.rooms[*room].id) : std::nullopt;
    }

    [[nodiscard]] std::optional<Uuid> columnOf(const PlannedAccount& account, std::string_view role) const {
        return account.provider && account.role == role ? std::optional(plan_.providers[*account.provider].id)
                                                        : std::nullopt;
    }

    /// Hashing a password takes a tenth of a second on purpose, so all are hashed side by side first.
    std::vector<std::string> drawPasswords() {
        std::vector<std::future<std::string>> hashing;
        for (const auto& account : plan_.accounts) {
            accounts_.push_back({.username = account.username,
                                 .password = randomPassword(),
                                 .totpSeed = {},
                                 .role = account.role,
                                 .practice = plan_.code});
            hashing.push_back(std::async(std::launch::async, [this, password = accounts_.back().password] {
                return parts_.passwords.hash(password);
            }));
        }
        std::vector<std::string> hashes;
        hashes.reserve(hashing.size());
        for (auto& hash : hashing)
            hashes.push_back(hash.get());
        return hashes;
    }

    void storeAccounts(db::Transaction& work) {
        for (const auto& account : plan_.accounts)
            work.run(db::queries::provision_account, plan_.id, account.id, account.username,
                     account.displayName, account.role, columnOf(account, "provider"),
                     columnOf(account, "assistant"));
    }

    Step storeFactors() {
        const auto hashes = drawPasswords();
        return transact([&](db::Transaction& work) {
            for (std::size_t i = 0; i < plan_.accounts.size(); ++i) {
                const auto& account = plan_.accounts[i];
                const auto seed = auth::newTotpSeed();
                accounts_[i].totpSeed = auth::toBase32(seed);
                work.run(db::queries::provision_factors, plan_.id, account.id, hashes[i],
                         keys_->sealSecret(phi::Field::AccountTotpSeed, account.id, seed.view()));
            }
        });
    }

    Step storePatients() {
        auto stored = inBatches(plan_.patients, patientsAtOnce,
                                [this](db::Transaction& work, std::span<const PlannedPatient> batch) {
                                    for (const auto& patient : batch)
                                        phi::queueNewPatient(work, *keys_, patient.id, recordOf(patient));
                                });
        return stored ? readCiphers() : stored;
    }

    static phi::PatientRecord recordOf(const PlannedPatient& patient) {
        phi::PatientRecord record;
        record.family = patient.family;
        record.given = patient.given;
        record.birthDate = isoDay(patient.birthDate);
        record.phone = patient.phone;
        record.email = patient.email;
        record.address = patient.address;
        record.interpreter = patient.interpreter;
        record.accessNeeds = patient.accessNeeds;
        return record;
    }

    /// Visits are sealed under their patients' keys, which only the database has by now.
    Step readCiphers() {
        std::vector<Uuid> ids;
        for (const auto& patient : plan_.patients)
            ids.push_back(patient.id);
        auto lease = parts_.operations.acquire();
        if (!lease)
            return unexpected(SeedingError::Database);
        auto work = (*lease)->begin();
        work.enterService(plan_.id, "provision");
        const auto ticket = work.run(db::queries::patient_keys, ids);
        if (!work.commit())
            return unexpected(SeedingError::Database);
        for (const auto row : work.take(ticket)) {
            const auto patient = row.get<Uuid>("patient");
            auto cipher = keys_->patient(patient, row.get<Bytes>("wrapped"));
            if (!cipher)
                return unexpected(SeedingError::Keys);
            ciphers_.emplace(patient, std::move(*cipher));
        }
        return {};
    }

    static Bytes sealOrEmpty(const phi::PatientCipher& cipher, phi::Field field, const Uuid& row,
                             const std::string& text) {
        return text.empty() ? Bytes() : cipher.seal(field, row, text);
    }

    Step storeVisits() {
        return inBatches(plan_.visits, visitsAtOnce,
                         [this](db::Transaction& work, std::span<const PlannedVisit> batch) {
                             storeVisitBatch(work, batch);
                         });
    }

    [[nodiscard]] ledger::UtcTime instant(Day day, Minutes time) const {
        return day + time - plan_.utcOffset;
    }

    [[nodiscard]] std::optional<ledger::UtcTime> arrivalOf(const PlannedVisit& visit) const {
        if (!visit.arrived)
            return std::nullopt;
        return instant(visit.day, *visit.arrived) + (visit.status == "done" ? Minutes(0) : waiting_);
    }

    void storeVisitBatch(db::Transaction& work, std::span<const PlannedVisit> batch) {
        std::vector<Uuid> ids;
        std::vector<Uuid> providers;
        std::vector<Uuid> patients;
        std::vector<std::optional<Uuid>> rooms;
        std::vector<ledger::UtcTime> starts;
        std::vector<ledger::UtcTime> ends;
        std::vector<std::int64_t> lanes;
        std::vector<std::string> statuses;
        std::vector<Bytes> texts;
        std::vector<Bytes> notes;
        std::vector<std::optional<ledger::UtcTime>> arrivals;
        for (const auto& visit : batch) {
            const auto& cipher = ciphers_.at(plan_.patients[visit.patient].id);
            const phi::VisitText text{.type = visit.type ? std::optional(plan_.visitTypes[*visit.type].id)
                                                         : std::nullopt,
                                      .reason = visit.reason,
                                      .overbookReason = visit.lane > 0 ? "Synthetic double booking" : ""};
            ids.push_back(visit.id);
            providers.push_back(plan_.providers[visit.provider].id);
            patients.push_back(plan_.patients[visit.patient].id);
            rooms.push_back(roomId(visit.room));
            starts.push_back(instant(visit.day, visit.start));
            ends.push_back(instant(visit.day, visit.end));
            lanes.push_back(visit.lane);
            statuses.push_back(visit.status);
            texts.push_back(cipher.seal(phi::Field::AppointmentReason, visit.id, phi::encode(text)));
            notes.push_back(sealOrEmpty(cipher, phi::Field::AppointmentNotes, visit.id, visit.note));
            arrivals.push_back(arrivalOf(visit));
        }
        work.run(db::queries::provision_visits, plan_.id, plan_.locationId, ids, starts, ends, providers,
                 rooms, lanes, statuses, patients, texts, notes, arrivals);
    }

    void storeBlocks(db::Transaction& work) {
        std::vector<Uuid> ids;
        std::vector<Uuid> providers;
        std::vector<ledger::UtcTime> starts;
        std::vector<ledger::UtcTime> ends;
        std::vector<std::string> labels;
        for (const auto& block : plan_.blocks) {
            ids.push_back(block.id);
            providers.push_back(plan_.providers[block.provider].id);
            starts.push_back(instant(block.day, block.start));
            ends.push_back(instant(block.day, block.end));
            labels.push_back(block.label);
        }
        work.run(db::queries::provision_blocks, plan_.id, plan_.locationId, ids, starts, ends, providers,
                 labels);
    }

    const SeedingParts& parts_;
    const PracticePlan& plan_;
    const std::chrono::minutes waiting_;
    const int bait_;
    std::shared_ptr<const phi::TenantKeys> keys_;
    std::vector<DemoAccount> accounts_;
    std::map<Uuid, phi::PatientCipher> ciphers_;
};

} // namespace

Result<std::vector<DemoAccount>, SeedingError> seed(const SeedingParts& parts, const PracticePlan& plan,
                                                    std::chrono::minutes waiting, int bait) {
    return Seeder(parts, plan, waiting, bait).run();
}

} // namespace custos::demo
