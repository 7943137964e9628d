// What a stolen dump tells without the keys, what the stolen keys tell without the dump: two demo practices,
// every column, every seeded value.

#include "server/demo/names.h"
#include "server/demo/seeding.h"

#include "ledger/hash.h"
#include "server/auth/password.h"
#include "server/db/pool.h"
#include "server/phi/db_tenant_key_table.h"
#include "server/phi/key_material.h"
#include "server/phi/tenant_keyring.h"
#include "tests/server/phi/temporary_keys.h"
#include "tests/support/database.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <unordered_map>

namespace custos::demo {
namespace {

constexpr Day today = std::chrono::sys_days(std::chrono::year(2026) / 11 / 17);

std::string isoDate(Day day) {
    const std::chrono::year_month_day date(day);
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()));
    return text.data();
}

std::string hexOf(const std::string& text) {
    return ledger::toHex(ledger::asBytes(text));
}

/// Everything that was seeded and has to be sealed, four characters and longer; shorter ones stand in
/// anything.
std::set<std::string> sealedValues(const std::vector<PracticePlan>& plans) {
    std::set<std::string> values;
    for (const auto& plan : plans) {
        for (const auto& patient : plan.patients)
            values.insert({patient.family, patient.given, isoDate(patient.birthDate), patient.phone,
                           patient.email, patient.address, patient.interpreter, patient.accessNeeds});
        for (const auto& visit : plan.visits)
            values.insert({visit.reason, visit.note});
    }
    std::erase_if(values, [](const auto& value) { return value.size() < 4; });
    return values;
}

/// What stands in the clear because it is no patient's: staff, places, kinds of visit.
std::string openWords(const std::vector<PracticePlan>& plans) {
    std::string words;
    for (const auto& plan : plans) {
        words += plan.name + "\n" + plan.locationName + "\n";
        for (const auto& account : plan.accounts)
            words += account.displayName + "\n" + account.username + "\n";
        for (const auto& provider : plan.providers)
            words += provider.name + "\n" + provider.specialty + "\n";
        for (const auto& type : plan.visitTypes)
            words += type.name + "\n";
        for (const auto& block : plan.blocks)
            words += block.label + "\n";
        for (const auto& room : plan.rooms)
            words += room.name + "\n";
    }
    return words;
}

class DumpTest : public ::testing::Test {
protected:
    struct Seeded {
        testing::Database database;
        phi::TemporaryKeys files;
        db::Pool asKeys{database.conninfo(db::Duty::Keys)};
        db::Pool operations{database.conninfo(db::Duty::Operations)};
        phi::DbTenantKeyTable table{asKeys, operations};
        phi::TenantKeyring keyring{files.store, table};
        auth::PasswordHasher passwords{files.store.derive(phi::StoredKey::Pepper, "password"), {1, 64 << 10}};
        std::vector<PracticePlan> plans = planDemo(1, today, {"Etc/UTC", {}});
    };
    static void SetUpTestSuite() {
        seeded_ = std::make_unique<Seeded>();
        for (const auto& plan : seeded_->plans)
            if (!seed({seeded_->operations, seeded_->keyring, seeded_->passwords}, plan, {}, 0))
                throw std::runtime_error("the demo can't be seeded");
    }
    static void TearDownTestSuite() { seeded_.reset(); }

    testing::Database& database() { return seeded_->database; }

    /// "schema.table.column" and its class, as docs/columns.txt has them.
    static std::map<std::string, std::string> classified() {
        std::ifstream file(CUSTOS_COLUMNS);
        std::map<std::string, std::string> classes;
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line[0] == '#')
                continue;
            std::istringstream words(line);
            std::string table;
            std::string kind;
            words >> table >> kind;
            for (std::string column; words >> column;)
                EXPECT_TRUE(classes.emplace(table + "." + column, kind).second) << table << "." << column;
        }
        return classes;
    }
    std::vector<std::string> columns() {
        std::istringstream rows(database().superuser(
            "select n.nspname || '.' || c.relname || '.' || a.attname from pg_attribute a "
            "join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'm') "
            "join pg_namespace n on n.oid = c.relnamespace "
            "where a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> "
            "'information_schema' "
            "order by 1"));
        std::vector<std::string> found;
        for (std::string row; std::getline(rows, row);)
            found.push_back(row);
        return found;
    }

    static inline std::unique_ptr<Seeded> seeded_;
};

TEST_F(DumpTest, everyColumnIsClassified) {
    const auto classes = classified();
    const std::set<std::string> kinds{"clear", "sealed", "wrapped", "token", "hash", "secret", "log"};
    for (const auto& [column, kind] : classes)
        EXPECT_TRUE(kinds.contains(kind)) << column << " " << kind;
    const auto found = columns();
    for (const std::string& column : found)
        EXPECT_TRUE(classes.contains(column))
            << column
            << " is in no class: say in docs/columns.txt whether it is sealed, and what it tells if not";
    for (const auto& [column, kind] : classes)
        EXPECT_TRUE(std::find(found.begin(), found.end(), column) != found.end()) << column << " is gone";
}

TEST_F(DumpTest, whatIsCalledSealedIsCiphertext) {
    int checked = 0;
    for (const auto& [column, kind] : classified()) {
        if (kind != "sealed" && kind != "wrapped")
            continue;
        const auto at = column.rfind('.');
        const auto count = database().superuser("select count(*) from " + column.substr(0, at) + " where " +
                                                column.substr(at + 1) + " is not null and phi.key_version(" +
                                                column.substr(at + 1) + ") = 0");
        EXPECT_EQ(count, "0\n") << column;
        ++checked;
    }
    EXPECT_GE(checked, 28);
}

/// Which of many texts stand in a long one, in a single pass: by their first four bytes, then as a whole.
class Search {
public:
    void add(const std::string& text) {
        wanted_[firstBytes(text.data())].push_back(text);
        ++count_;
    }
    [[nodiscard]] std::set<std::string> in(std::string_view text) const {
        std::set<std::string> found;
        for (std::size_t at = 0; at + 4 <= text.size(); ++at)
            if (const auto starting = wanted_.find(firstBytes(text.data() + at)); starting != wanted_.end())
                for (const std::string& one : starting->second)
                    if (text.substr(at, one.size()) == one)
                        found.insert(one);
        return found;
    }
    [[nodiscard]] int count() const { return count_; }

private:
    static std::uint32_t firstBytes(const char* from) {
        std::uint32_t bytes = 0;
        std::copy_n(from, sizeof(bytes), reinterpret_cast<char*>(&bytes));
        return bytes;
    }
    std::unordered_map<std::uint32_t, std::vector<std::string>> wanted_;
    int count_ = 0;
};

TEST_F(DumpTest, aDumpWithoutTheKeysHoldsNoSeededValue) {
    const std::string dump = database().dump();
    EXPECT_GT(dump.size(), std::size_t(1) << 20);
    const std::string open = openWords(seeded_->plans);
    Search sealed;
    for (const std::string& value : sealedValues(seeded_->plans))
        if (open.find(value) == std::string::npos) {
            sealed.add(value);
            sealed.add(hexOf(value));
        }
    EXPECT_GT(sealed.count(), 6000);
    EXPECT_EQ(sealed.in(dump), std::set<std::string>());
    // and it does find what is there
    Search clear;
    clear.add(seeded_->plans[0].accounts[0].displayName);
    clear.add(ledger::toText(seeded_->plans[0].patients[0].id));
    EXPECT_EQ(clear.in(dump).size(), 2u);
}

TEST_F(DumpTest, theKeysWithoutADumpHoldNothingElse) {
    const auto values = sealedValues(seeded_->plans);
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(seeded_->files.store.directory())) {
        names.insert(entry.path().filename());
        std::ifstream file(entry.path());
        std::ostringstream content;
        content << file.rdbuf();
        EXPECT_TRUE(content.str().starts_with("custos-key 1 ")) << entry.path();
        EXPECT_LT(content.str().size(), 160u);
        for (const std::string& value : values)
            EXPECT_EQ(content.str().find(value), std::string::npos);
    }
    EXPECT_EQ(names, (std::set<std::string>{"key-encryption", "pepper", "audit-mac", "subject-hash",
                                            "ledger-signing", "recovery-public"}));
}

// --- the blind index --------------------------------------------------------------------------------------

std::string shortHash(const std::string& text) {
    const ledger::Hash hash = ledger::sha256(ledger::asBytes(text));
    return ledger::toHex(std::span(hash).first(16));
}

/// Every token that the names' own dictionary can give under that key.
std::set<std::string> dictionaryUnder(const phi::BlindIndex& index) {
    std::set<std::string> tokens;
    for (const auto family : familyNames())
        for (const auto& token : index.tokensOf({.familyName = std::string(family),
                                 .givenName = {},
                                 .preferredName = {},
                                 .phone = {},
                                 .birthDate = {}}))
            tokens.insert(ledger::toHex(token.value));
    return tokens;
}

/// How many of a practice's tokens an attacker's list hits.
std::int64_t hits(testing::Database& database, const std::string& practice,
                  const std::set<std::string>& tokens) {
    std::istringstream rows(database.superuser(
        "select distinct encode(token, 'hex') from phi.blind_index where tenant = '" + practice + "'"));
    std::int64_t found = 0;
    for (std::string row; std::getline(rows, row);)
        found += tokens.contains(row) ? 1 : 0;
    return found;
}

TEST_F(DumpTest, aDictionaryHitsNoTokenWithoutTheKey) {
    const auto& plan = seeded_->plans[0];
    const auto practice = ledger::toText(plan.id);
    // with the key the list does hit, so the attack is a real one
    const auto keys = seeded_->keyring.open(plan.id).value();
    EXPECT_GT(hits(database(), practice, dictionaryUnder(keys->blindIndex())), 100);
    // no key, the obvious keys, another practice's key
    std::vector<std::set<std::string>> guesses;
    const auto under = [&](std::span<const std::uint8_t, 32> key) {
        guesses.push_back(dictionaryUnder(phi::BlindIndex(ledger::SecretKey<32>(key))));
    };
    under(std::array<std::uint8_t, 32>{});
    under(ledger::sha256(ledger::asBytes(practice)));
    under(ledger::sha256(plan.id.bytes));
    under(phi::randomKey().view());
    guesses.push_back(dictionaryUnder(seeded_->keyring.open(seeded_->plans[1].id).value()->blindIndex()));
    std::set<std::string> bare;
    for (const auto family : familyNames())
        for (std::size_t length = 3; length <= family.size(); ++length) {
            std::string part(family.substr(0, length));
            std::transform(part.begin(), part.end(), part.begin(),
                           [](unsigned char c) { return char(std::tolower(c)); });
            bare.insert(shortHash(part));
        }
    guesses.push_back(bare);
    for (std::size_t at = 0; at < guesses.size(); ++at) {
        EXPECT_GT(guesses[at].size(), 100u);
        EXPECT_EQ(hits(database(), practice, guesses[at]), 0) << at;
    }
}

} // namespace
} // namespace custos::demo
