#include "tests/server/db/access_practices.h"

namespace custos::testing {

namespace {

constexpr const char* everyRole = R"(
insert into practice.practice (id, code, name) values
    ('cccccccc-0000-4000-8000-000000000000', 'platform', 'Platform');
insert into auth.account (tenant, id, username, display_name)
    select p.id, gen_random_uuid(), r, 'Person ' || r from practice.practice p,
        unnest(array['manager', 'privacy_officer', 'biller']) r where p.code <> 'platform'
    union all select p.id, gen_random_uuid(), 'platform_admin', 'Person platform_admin' from practice.practice p
    where p.code = 'platform';
insert into auth.account_role (tenant, account, role)
    select a.tenant, a.id, a.username from auth.account a
    where a.username in ('manager', 'privacy_officer', 'biller', 'platform_admin');
insert into auth.account (tenant, id, username, display_name, provider)
    select p.tenant, gen_random_uuid(), 'colleague', 'Person colleague', p.id from practice.provider p
    where not exists (select from auth.account a where a.provider = p.id);
insert into auth.account_role (tenant, account, role)
    select a.tenant, a.id, 'provider' from auth.account a where a.username = 'colleague';
insert into auth.session (tenant, id, account, token_hash)
    select a.tenant, gen_random_uuid(), a.id, sha256(convert_to(p.code || ':' || a.username, 'UTF8'))
    from auth.account a join practice.practice p on p.id = a.tenant
    where not exists (select from auth.session s where s.account = a.id);
insert into phi.tenant_key (tenant, purpose, version, wrapped)
    select p.id, n, 1, '\x00' from practice.practice p, unnest(array[1, 3]) n;
)";

} // namespace

void AccessPractices::SetUpTestSuite() {
    TwoPractices::SetUpTestSuite();
    (void)database->superuser(everyRole);
}

std::string AccessPractices::line(const std::string& sql) {
    const std::string rows = database->superuser(sql);
    return rows.substr(0, rows.find('\n'));
}

std::string AccessPractices::lineFor(const std::string& who, const std::string& sql) {
    const std::string rows = rowsOf(db::Duty::Api, entered(who, "select 'v=' || (" + sql + ")"));
    const auto at = rows.find("v=");
    return at == std::string::npos ? "" : rows.substr(at + 2, rows.find('\n', at) - at - 2);
}

std::string AccessPractices::account(const std::string& username, const char* tenant) {
    return line("select id from auth.account where username = '" + username + "' and tenant = '" + tenant +
                "'");
}

void AccessPractices::freshen() {
    (void)database->superuser("update auth.session set factor_at = clock_timestamp(), revoked_at = null");
}

void AccessPractices::unfreshen() {
    (void)database->superuser("update auth.session set factor_at = clock_timestamp() - interval '6 minutes'");
}

void AccessPractices::laterBy(const std::string& time, const std::string& table) {
    (void)database->superuser("update " + table + " set opened_at = opened_at - interval '" + time +
                              "', until = until - interval '" + time + "'");
}

void AccessPractices::setOverride(const std::string& username, const std::string& permission,
                                  const std::string& effect) {
    (void)database->superuser("insert into auth.account_override (tenant, account, permission, effect) "
                              "select tenant, id, '" +
                              permission + "', '" + effect + "' from auth.account where username = '" +
                              username + "'");
}

void AccessPractices::alsoIs(const std::string& username, const std::string& role) {
    (void)database->superuser("insert into auth.account_role (tenant, account, role) select tenant, id, '" +
                              role + "' from auth.account where username = '" + username +
                              "' and tenant = '" + alpha + "'");
}

void AccessPractices::noLongerIs(const std::string& username, const std::string& role) {
    (void)database->superuser("set session_replication_role = replica; delete from auth.account_role r "
                              "using auth.account a where a.tenant = r.tenant and a.id = r.account and "
                              "a.username = '" +
                              username + "' and r.role = '" + role + "' and a.tenant = '" + alpha + "'");
}

void AccessPractices::signInAgain(const std::string& token, const std::string& another) {
    (void)database->superuser("insert into auth.session (tenant, id, account, token_hash) "
                              "select s.tenant, gen_random_uuid(), s.account, sha256(convert_to('" +
                              another +
                              "', 'UTF8')) from auth.session s where s.token_hash = "
                              "sha256(convert_to('" +
                              token + "', 'UTF8'))");
}

} // namespace custos::testing
