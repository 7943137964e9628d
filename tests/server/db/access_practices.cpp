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

} // namespace custos::testing
