#include "tests/server/matrix/side.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace custos::testing {

namespace {

using nlohmann::json;

const std::vector<std::string> roles{"owner",      "privacy_officer", "manager", "biller",
                                     "front_desk", "assistant",       "provider"};

/// Keys by what a program needs them for; each has what its name says and nothing else.
const std::map<std::string, std::vector<std::string>> scopes{
    {"calendar program", {"schedule.read", "schedule.read.all"}},
    {"desk program",
     {"schedule.read", "schedule.read.all", "schedule.write", "patient.search", "patient.read",
      "patient.read.all"}},
    {"intake program", {"patient.search", "patient.read", "patient.read.all", "patient.write"}},
    {"audit program", {"audit.read", "audit.checkpoint"}}};

} // namespace

HttpsClient::Headers Actor::headers() const {
    if (token.empty())
        return {};
    return {{"Authorization", "Bearer " + token}};
}

std::string randomToken() {
    std::string token;
    while (token.size() < 43)
        token += randomUuid();
    std::erase(token, '-');
    token.resize(43, 'A');
    token.back() = 'A';
    return token;
}

std::string bytesOfBase64(const std::string& text) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = digits.find(c);
        if (value == std::string_view::npos)
            break;
        bits = bits << 6 | unsigned(value);
        if (held += 6; held >= 8)
            bytes += static_cast<char>(bits >> (held -= 8) & 255);
    }
    return bytes;
}

std::string hexOfBase64(const std::string& text) {
    std::string hex;
    for (const char byte : bytesOfBase64(text)) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
    }
    return hex;
}

Actor actorFrom(const DemoServer& server, const Superuser& superuser, const json& account) {
    const auto signedIn = server.signIn(account);
    Actor actor{.role = account["role"],
                .label = account["role"].get<std::string>(),
                .token = signedIn.token,
                .account = signedIn.session["user"]["id"],
                .tenant = {},
                .username = account["username"],
                .password = account["password"],
                .program = false};
    actor.tenant = superuser.value("select tenant from auth.account where id = $1", {actor.account});
    return actor;
}

Side::Side(const DemoServer& server, const Superuser& superuser, const std::string& code,
           const std::string& inside, const std::string& outside)
    : server_(server)
    , superuser_(superuser)
    , code_(code)
    , tenant_(superuser.value("select id from practice.practice where code = $1", {code})) {
    signInAll();
    signInProvider();
    makePrograms();
    inside_ = mark(inside, column_);
    // the practice's day: for an hour before midnight UTC a demo's is the next one already
    day_ = superuser_.value("select to_char(a.starts at time zone l.time_zone, 'YYYY-MM-DD') "
                            "from practice.appointment a join practice.location l "
                            "on l.tenant = a.tenant and l.id = a.location where a.id = $1",
                            {inside_.visit});
    outside_ = mark(outside, otherColumn_);
    breakGlass();
}

void Side::signInAll() {
    for (const auto& role : roles)
        if (role != "provider")
            people_[role] = actorFrom(server_, superuser_, server_.account(code_, role));
}

/// The provider whom the assistant works with: what is theirs is the same then.
void Side::signInProvider() {
    column_ = superuser_.value("select provider from auth.assistance where account = $1",
                               {person("assistant").account});
    otherColumn_ = superuser_.value("select id from practice.provider where tenant = $1 and id <> $2 "
                                    "and bookable order by id limit 1",
                                    {tenant_, column_});
    const auto username =
        superuser_.value("select a.username from auth.account a join auth.account_role r on r.account = a.id "
                         "where a.provider = $1 and r.role = 'provider'",
                         {column_});
    for (const auto& account : server_.ready()["accounts"])
        if (account["practice"] == code_ && account["username"] == username)
            people_["provider"] = actorFrom(server_, superuser_, account);
}

void Side::makePrograms() {
    for (const auto& [role, scope] : scopes)
        programs_.push_back(makeProgram(role, scope).first);
    auto [revoked, id] = makeProgram("revoked program", scopes.at("desk program"));
    if (send(person("owner"), "DELETE", "/v1/service-accounts/" + id).status != 204)
        throw std::runtime_error("a key that cannot be revoked");
    revoked.role.clear();
    revokedProgram_ = std::move(revoked);
}

std::pair<Actor, std::string> Side::makeProgram(const std::string& role,
                                                const std::vector<std::string>& scope) const {
    const auto made = send(person("owner"), "POST", "/v1/service-accounts",
                           {{"name", role}, {"permissions", scope}, {"per_minute", 6000}, {"valid_days", 1}});
    if (made.status != 200)
        throw std::runtime_error("no key for a program: " + made.body);
    const auto body = json::parse(made.body);
    Actor program{.role = role,
                  .label = role,
                  .token = body["key"],
                  .account = {},
                  .tenant = tenant_,
                  .username = {},
                  .password = "none",
                  .program = true};
    return {std::move(program), body["id"].get<std::string>()};
}

HttpsAnswer Side::send(const Actor& actor, const std::string& method, const std::string& path,
                       const json& body) const {
    auto client = server_.connect();
    auto headers = actor.headers();
    if (method != "GET")
        headers.emplace_back("Idempotency-Key", randomUuid());
    if (body.is_null())
        return client.request(method, path, headers);
    return postJson(client, method, path, body, headers);
}

Marked Side::mark(const std::string& family, const std::string& column) {
    const std::string number = family == inside_.name || inside_.name.empty() ? "0131" : "0142";
    const auto registered = send(person("front_desk"), "POST", "/v1/patients",
                                 {{"given", "Quill" + family},
                                  {"family", family},
                                  {"birth_date", "19" + number.substr(1, 2) + "-01-0" + number.substr(3)},
                                  {"phone", "(207) 555-" + number},
                                  {"email", family + "@example.com"},
                                  {"address", "1 " + family + " Lane"},
                                  {"preferred_contact", "letter"},
                                  {"interpreter", "Interpreter of " + family},
                                  {"access_needs", "Ramp for " + family}});
    if (registered.status != 201)
        throw std::runtime_error("no patient to look for: " + registered.body);
    Marked marked{.patient = json::parse(registered.body)["id"], .visit = {}, .name = family, .words = {}};
    marked.visit = book(marked.patient, column, family);
    marked.words = {family, marked.patient, marked.visit};
    if (leaf_.empty())
        awaitSealed(registered.headers.at("audit-receipt"));
    return marked;
}

/// By the provider, on nobody: why is all that there is to see of it.
void Side::breakGlass() const {
    const auto opened = send(person("provider"), "POST", "/v1/break-glass",
                             {{"family", "Nonesuchname"},
                              {"birth_date", "1951-05-06"},
                              {"category", "other"},
                              {"reason", "Asked for by the guardian of " + inside_.name + " at " + code_}});
    if (opened.status != 200)
        throw std::runtime_error("no break-glass to review: " + opened.body);
}

void Side::borrowedBy(const Actor& admin) const {
    const auto started = send(admin, "POST", "/v1/impersonation",
                              {{"practice", code_},
                               {"username", person("front_desk").username},
                               {"reason", "Called about the visit of " + inside_.name + " at " + code_}});
    if (started.status != 200 || send(admin, "DELETE", "/v1/impersonation").status != 204)
        throw std::runtime_error("no impersonation to review: " + started.body);
}

void Side::awaitSealed(const std::string& receipt) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    const auto leaf = hexOfBase64(receipt);
    while (std::chrono::steady_clock::now() < deadline) {
        const auto answer = send(person("owner"), "GET", "/v1/audit/checkpoint");
        if (answer.status == 200) {
            const auto note = json::parse(answer.body)["checkpoint"].get<std::string>();
            const auto begin = note.find('\n') + 1;
            const auto size = note.substr(begin, note.find('\n', begin) - begin);
            if (send(person("owner"), "GET", "/v1/audit/proof/receipt?leaf=" + leaf + "&size=" + size)
                    .status == 200) {
                leaf_ = leaf;
                logSize_ = size;
                return;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw std::runtime_error("what was written is not sealed");
}

std::pair<Actor, std::string> Side::anotherSession(const Actor& actor) const {
    auto other = actor;
    other.token = randomToken();
    const auto id = randomUuid();
    // A token's hash is of its bytes, not of its base64url text.
    std::string standard = other.token;
    for (char& c : standard)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    (void)superuser_.rows("insert into auth.session (tenant, id, account, token_hash, device) "
                          "values ($1, $2, $3, sha256(decode($4 || '=', 'base64')), $5)",
                          {actor.tenant, id, actor.account, standard, "matrix"});
    return {other, id};
}

std::pair<std::string, std::string> Side::freeTime(const std::string& column) const {
    const auto answer = send(person("front_desk"), "GET", "/v1/openings?minutes=15&provider=" + column);
    const auto items = json::parse(answer.body)["items"];
    return {items.at(0)["start"], items.at(0)["end"]};
}

std::string Side::book(const std::string& patient, const std::string& column,
                       const std::string& words) const {
    const auto [start, end] = freeTime(column);
    const auto booked = send(person("front_desk"), "POST", "/v1/appointments",
                             {{"patient_id", patient},
                              {"provider_id", column},
                              {"start", start},
                              {"end", end},
                              {"reason", "Reason of " + words},
                              {"note", "Note on " + words}});
    if (booked.status != 201)
        throw std::runtime_error("no visit to look for: " + booked.body);
    return json::parse(booked.body)["id"];
}

std::string Side::hold(const Actor& actor) const {
    const auto [start, end] = freeTime(column_);
    const auto held =
        send(actor, "POST", "/v1/holds", {{"provider_id", column_}, {"start", start}, {"end", end}});
    if (held.status != 201)
        throw std::runtime_error("no hold to look for: " + held.body);
    return json::parse(held.body)["id"];
}

int Side::versionOf(const std::string& path) const {
    const auto answer = send(person("owner"), "GET", path);
    return answer.status == 200 ? json::parse(answer.body).value("version", 1) : 1;
}

std::set<std::string> Side::ids() const {
    std::set<std::string> found;
    // The catalogue writes the statements: new tables are looked at without being named here.
    const auto statements = superuser_.rows(
        "select format('select distinct %I::text from %I.%I where tenant = $1 and %I is not null', "
        "c.column_name, "
        "c.table_schema, c.table_name, c.column_name) from information_schema.columns c "
        "join information_schema.columns t on (t.table_schema, t.table_name) = (c.table_schema, "
        "c.table_name) "
        "and t.column_name = 'tenant' where c.udt_name = 'uuid' and c.table_schema in ('practice', 'auth')");
    for (const auto& statement : statements)
        for (const auto& row : superuser_.rows(statement.front(), {tenant_}))
            found.insert(row.front());
    return found;
}

std::set<std::string> Side::names() const {
    std::set<std::string> found;
    for (const auto& row :
         superuser_.rows("select name from practice.practice where id = $1 union select code from "
                         "practice.practice where id = $1 "
                         "union select display_name from auth.account where tenant = $1 "
                         "union select username from auth.account where tenant = $1 "
                         "union select display_name from practice.provider where tenant = $1 "
                         "union select name from practice.location where tenant = $1 "
                         "union select name from practice.room where tenant = $1",
                         {tenant_}))
        found.insert(row.front());
    for (const auto* marked : {&inside_, &outside_})
        found.insert(marked->name);
    return found;
}

std::string Side::fingerprint() const {
    return superuser_.value(
        "select md5(concat("
        "(select string_agg(t::text, ' ' order by t.id) from practice.patient t where tenant = $1), "
        "(select string_agg(t::text, ' ' order by t.id) from practice.appointment t where tenant = $1), "
        "(select string_agg(t::text, ' ' order by t.id) from practice.hold t where tenant = $1), "
        "(select string_agg(concat(t.id, t.revoked_at), ' ' order by t.id) from auth.session t where tenant "
        "= $1), "
        "(select string_agg(t::text, ' ' order by t.id) from auth.account t where tenant = $1), "
        "(select string_agg(t::text, ' ' order by t.account, t.role) from auth.account_role t where tenant = "
        "$1), "
        "(select string_agg(t::text, ' ' order by t.account, t.permission) "
        "from auth.account_override t where tenant = $1)))",
        {tenant_});
}

} // namespace custos::testing
