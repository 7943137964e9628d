#include "tests/app/support/scripted_api.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace custos::test {
namespace {

const QString anId = QStringLiteral("6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab");
const QString share = QString::fromLatin1(QByteArray(32, 's').toBase64());

QByteArray compact(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray ScriptedApi::Request::header(const QByteArray& name) const {
    const qsizetype at = head.toLower().indexOf("\r\n" + name.toLower() + ": ");
    if (at < 0)
        return {};
    const qsizetype from = at + 4 + name.size();
    return head.mid(from, head.indexOf('\r', from) - from);
}

ScriptedApi::ScriptedApi()
    : leaf_(authority_.issue())
    , server_(std::make_unique<RogueServer>(leaf_)) {
    server_->setBehaviour([this](QSslSocket& socket, const QByteArray& head) { handle(socket, head); });
}

Enrolment ScriptedApi::enrolment() const {
    return authority_.enrolment(leaf_, server_->serverPort());
}

app::TrustedServer ScriptedApi::trusted() const {
    return *app::TrustedServer::from(enrolment());
}

void ScriptedApi::on(const QByteArray& line, int status, const QJsonObject& body) {
    on(line,
       [status, body](const Request&) { return http(status, status == 204 ? QByteArray() : compact(body)); });
}

int ScriptedApi::count(const QByteArray& line) const {
    return int(std::count_if(requests_.begin(), requests_.end(),
                             [&line](const Request& request) { return request.line == line; }));
}

QByteArray ScriptedApi::http(int status, const QByteArray& body, const QByteArray& headers) {
    const QByteArray type = status >= 400 ? "application/problem+json" : "application/json";
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: " + type + "\r\n" + headers +
           (status == 204 ? QByteArray() : "Content-Length: " + QByteArray::number(body.size()) + "\r\n") +
           "\r\n" + body;
}

QByteArray ScriptedApi::problem(int status, const char* code, const QJsonObject& more) {
    QJsonObject json{{QStringLiteral("type"), QStringLiteral("about:blank")},
                     {QStringLiteral("title"), QStringLiteral("Refused")},
                     {QStringLiteral("status"), status},
                     {QStringLiteral("code"), QString::fromLatin1(code)},
                     {QStringLiteral("id"), anId}};
    for (auto member = more.begin(); member != more.end(); ++member)
        json.insert(member.key(), member.value());
    return http(status, compact(json));
}

void ScriptedApi::handle(QSslSocket& socket, const QByteArray& head) {
    const QByteArray first = head.left(head.indexOf('\r'));
    const QByteArray target = first.left(first.lastIndexOf(' '));
    const QByteArray line = target.contains('?') ? target.left(target.indexOf('?')) : target;
    const Request request{line, head, server_->lastBody()};
    requests_.append(request);
    if (breaks_ > 0 && (broken_.isEmpty() || broken_ == line)) {
        --breaks_;
        socket.abort();
        return;
    }
    const Answer script = answers_.value(line);
    const QByteArray answer = script ? script(request) : problem(404, "no_such_path");
    if (line != withheld_) {
        socket.write(answer);
        return;
    }
    withheld_.clear();
    kept_.append({&socket, answer});
}

void ScriptedApi::letGo() {
    for (const auto& [socket, answer] : std::exchange(kept_, {}))
        if (socket)
            socket->write(answer);
}

QJsonObject sessionJson(const QString& token) {
    const QJsonObject user{{QStringLiteral("id"), anId},
                           {QStringLiteral("username"), QStringLiteral("s.testerman")},
                           {QStringLiteral("display_name"), QStringLiteral("Silas Testerman")},
                           {QStringLiteral("roles"), QJsonArray{QStringLiteral("front_desk")}},
                           {QStringLiteral("permissions"), QJsonArray{QStringLiteral("schedule.read")}},
                           {QStringLiteral("provider_id"), QJsonValue::Null}};
    const QJsonObject practice{{QStringLiteral("id"), anId},
                               {QStringLiteral("code"), QStringLiteral("exemplar")},
                               {QStringLiteral("name"), QStringLiteral("Exemplar Practice")},
                               {QStringLiteral("time_zone"), QStringLiteral("America/New_York")},
                               {QStringLiteral("idle_lock_seconds"), 600}};
    return {{QStringLiteral("token"), token},
            {QStringLiteral("absolute_expiry"), QStringLiteral("2026-11-22T21:00:00Z")},
            {QStringLiteral("idle_seconds"), 1800},
            {QStringLiteral("cache_share"), share},
            {QStringLiteral("user"), user},
            {QStringLiteral("practice"), practice}};
}

void ScriptedApi::scriptSession(const QString& token) {
    on("POST /v1/sign-in", 200,
       {{QStringLiteral("challenge"), QString(43, u'c')},
        {QStringLiteral("methods"), QJsonArray{QStringLiteral("totp")}}});
    on("POST /v1/sign-in/totp", 200, sessionJson(token));
    on("POST /v1/session/unlock", 200,
       {{QStringLiteral("cache_share"), share},
        {QStringLiteral("absolute_expiry"), QStringLiteral("2026-11-22T21:00:00Z")},
        {QStringLiteral("idle_seconds"), 1800}});
    on("POST /v1/session/lock", 204, {});
    on("DELETE /v1/session", 204, {});
}

} // namespace custos::test
