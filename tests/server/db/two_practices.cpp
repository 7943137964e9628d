#include "tests/server/db/two_practices.h"

namespace custos::testing {

namespace {

constexpr const char* practices = R"(
insert into practice.practice (id, code, name) values
    ('aaaaaaaa-0000-4000-8000-000000000000', 'alpha', 'Alpha'),
    ('bbbbbbbb-0000-4000-8000-000000000000', 'beta', 'Beta');
insert into practice.location (tenant, id, name, time_zone)
    select p.id, gen_random_uuid(), 'Main', 'America/New_York' from practice.practice p;
insert into practice.provider (tenant, id, display_name, home_location)
    select l.tenant, gen_random_uuid(), 'Dr. Example ' || n, l.id from practice.location l, generate_series(1, 2) n;
insert into practice.patient (tenant, id)
    select p.id, gen_random_uuid() from practice.practice p, generate_series(1, 50);
insert into practice.appointment (tenant, id, starts, ends, location, provider, patient)
    select p.tenant, gen_random_uuid(), now() + n * interval '1 hour', now() + n * interval '1 hour 30 minutes' - n * interval '30 minutes' + interval '30 minutes',
           p.home_location, p.id, (select x.id from practice.patient x where x.tenant = p.tenant order by x.id offset n limit 1)
    from practice.provider p, generate_series(1, 20) n;
insert into auth.account (tenant, id, username, display_name, provider)
    select p.id, gen_random_uuid(), r, 'Person ' || r,
           case r when 'provider' then (select x.id from practice.provider x where x.tenant = p.id order by x.id limit 1) end
    from practice.practice p, unnest(array['front_desk', 'provider', 'assistant', 'owner']) r;
insert into auth.account_role (tenant, account, role) select a.tenant, a.id, a.username from auth.account a;
insert into auth.session (tenant, id, account, token_hash)
    select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':' || a.username, 'UTF8'))
    from auth.account a join practice.practice p on p.id = a.tenant;
insert into auth.password (tenant, account, password_hash) select a.tenant, a.id, 'planted-hash' from auth.account a;
insert into auth.assistance (tenant, account, provider)
    select a.tenant, a.id, p.provider from auth.account a
    join auth.account p on p.tenant = a.tenant and p.username = 'provider' where a.username = 'assistant';
)";

std::unique_ptr<Database> running;

/// On the main thread, before the first suite and after the last one.
class OneDatabase : public ::testing::Environment {
public:
    void SetUp() override { running = std::make_unique<Database>(); }
    void TearDown() override { running.reset(); }
};
const ::testing::Environment* const environment = ::testing::AddGlobalTestEnvironment(new OneDatabase);

} // namespace

Database* TwoPractices::database = nullptr;

void TwoPractices::SetUpTestSuite() {
    database = running.get();
    (void)database->superuser("set client_min_messages = warning; truncate practice.practice cascade");
    (void)database->superuser(practices);
}

std::string TwoPractices::entered(const std::string& who, const std::string& sql) {
    return "begin; select auth.enter('" + who + "'); " + sql + "; commit";
}

std::string TwoPractices::rowsOf(db::Duty duty, const std::string& sql) {
    std::string rows;
    EXPECT_EQ(database->inject(duty, sql, &rows), "00000") << sql;
    return rows;
}

std::string TwoPractices::countFor(const std::string& who, const std::string& table) {
    const std::string rows = rowsOf(db::Duty::Api, entered(who, "select 'n=' || count(*) from " + table));
    const auto at = rows.find("n=");
    return at == std::string::npos ? rows : rows.substr(at + 2, rows.find('\n', at) - at - 2);
}

std::string TwoPractices::stateFor(const std::string& who, const std::string& sql) {
    return database->inject(db::Duty::Api, entered(who, sql));
}

} // namespace custos::testing
