#pragma once

#include "app/net/trusted_server.h"
#include "tests/app/support/rogue_server.h"

#include <QJsonObject>
#include <QPointer>

namespace custos::test {

/// An API server over the real wire that answers from a script and remembers what it was sent.
class ScriptedApi {
public:
    struct Request {
        QByteArray line; ///< "POST /v1/sign-in"
        QByteArray head;
        QByteArray body;
        [[nodiscard]] QByteArray header(const QByteArray& name) const;
    };
    using Answer = std::function<QByteArray(const Request&)>;

    ScriptedApi();

    void on(const QByteArray& line, const Answer& answer) { answers_.insert(line, answer); }
    void on(const QByteArray& line, int status, const QJsonObject& body);
    /// Closes the connection without a word, this many times, before the scripted answer is given; under
    /// every request, or those of one line.
    void breakConnection(int times, const QByteArray& line = {}) {
        breaks_ = times;
        broken_ = line;
    }
    /// The next request of this line is not answered until `letGo`, and then as it would have been.
    void withhold(const QByteArray& line) { withheld_ = line; }
    void letGo();

    [[nodiscard]] const QList<Request>& requests() const { return requests_; }
    [[nodiscard]] int count(const QByteArray& line) const;
    [[nodiscard]] Enrolment enrolment() const;
    [[nodiscard]] app::TrustedServer trusted() const;
    [[nodiscard]] RogueServer& server() { return *server_; }

    [[nodiscard]] static QByteArray http(int status, const QByteArray& body, const QByteArray& headers = {});
    [[nodiscard]] static QByteArray problem(int status, const char* code, const QJsonObject& more = {});
    /// Scripts sign-in, TOTP, unlock, lock and sign-out for a front desk of the Exemplar practice.
    void scriptSession(const QString& token = QString(43, u't'));

private:
    void handle(QSslSocket& socket, const QByteArray& head);

    PracticeAuthority authority_;
    Leaf leaf_;
    std::unique_ptr<RogueServer> server_;
    QHash<QByteArray, Answer> answers_;
    QList<Request> requests_;
    int breaks_ = 0;
    QByteArray broken_;
    QByteArray withheld_;
    QList<std::pair<QPointer<QSslSocket>, QByteArray>> kept_;
};

[[nodiscard]] QJsonObject sessionJson(const QString& token);

} // namespace custos::test
