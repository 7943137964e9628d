#include "models/wire/audit_json.h"
#include "models/wire/event_json.h"
#include "models/wire/patient_json.h"
#include "models/wire/problem_json.h"
#include "models/wire/schedule_json.h"
#include "models/wire/session_json.h"
#include "tests/models/wire/schema_example.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <functional>

namespace custos {
namespace {

using test::Description;

/// Whether a parser takes the object; what it makes of it is tested where values are compared.
using Accepts = std::function<bool(const QJsonObject&)>;

template<class T>
Accepts accepts(wire::Parsed<T> (*parse)(const QJsonObject&)) {
    return [parse](const QJsonObject& json) { return parse(json).has_value(); };
}

bool acceptsProblem(const QJsonObject& json) {
    // A problem that does not parse keeps what the status says; only a parsed one has a code.
    return !wire::problem(400, QJsonDocument(json).toJson()).code.isEmpty();
}

struct Parser {
    const char* schema;
    Accepts accepts;
};

QList<Parser> parsers() {
    return {{"Challenge", accepts(&wire::challengeIssued)},
            {"Session", accepts(&wire::signedIn)},
            {"SessionState", accepts(&wire::sessionState)},
            {"UnlockResult", accepts(&wire::unlocked)},
            {"StepUpResult", accepts(&wire::steppedUp)},
            {"User", accepts(&wire::user)},
            {"Practice", accepts(&wire::practice)},
            {"InvitationAccepted", accepts(&wire::recoveryCodes)},
            {"Provider", accepts(&wire::provider)},
            {"ProviderList", accepts(&wire::providers)},
            {"Room", accepts(&wire::room)},
            {"RoomList", accepts(&wire::rooms)},
            {"VisitType", accepts(&wire::visitType)},
            {"VisitTypeList", accepts(&wire::visitTypes)},
            {"Appointment", accepts(&wire::appointment)},
            {"Appointment", accepts(&wire::lastChange)},
            {"Block", accepts(&wire::block)},
            {"Hold", accepts(&wire::hold)},
            {"Opening", accepts(&wire::opening)},
            {"OpeningList", accepts(&wire::openings)},
            {"Schedule", accepts(&wire::scheduleRead)},
            {"PatientSummary", accepts(&wire::patientSummary)},
            {"PatientSummaryList", accepts(&wire::patientSummaries)},
            {"Patient", accepts(&wire::patient)},
            {"AuditPage", accepts(&wire::auditPage)},
            {"AuditCheckpoint", accepts(&wire::auditCheckpoint)},
            {"InclusionProof", accepts(&wire::inclusionProof)},
            {"AuditProof", accepts(&wire::consistencyProof)},
            {"Problem", &acceptsProblem}};
}

/// What schemas say in words only, put right by hand.
QJsonObject sensible(const Description& description, const QString& name) {
    QJsonObject json = description.example(name);
    const auto practise = [](QJsonObject practice) {
        practice.insert(QStringLiteral("time_zone"), QStringLiteral("America/New_York"));
        return practice;
    };
    if (name == QLatin1String("Practice"))
        return practise(json);
    if (json.contains(QStringLiteral("practice")))
        json.insert(QStringLiteral("practice"), practise(json[QStringLiteral("practice")].toObject()));
    if (name == QLatin1String("Provider"))
        return practise(json);
    if (name == QLatin1String("ProviderList"))
        json.insert(QStringLiteral("items"), QJsonArray{sensible(description, QStringLiteral("Provider"))});
    if (name == QLatin1String("AuditPage"))
        json.insert(QStringLiteral("items"),
                    QJsonArray{QJsonObject{{QStringLiteral("index"), 7},
                                           {QStringLiteral("entry"), QStringLiteral("AQID")}}});
    return json;
}

} // namespace

class WireFollowsDescription : public QObject {
    Q_OBJECT

    const Description description_{QStringLiteral(CUSTOS_API_DESCRIPTION)};

    static void rows() {
        QTest::addColumn<int>("at");
        for (int at = 0; at < parsers().size(); ++at)
            QTest::newRow(parsers()[at].schema) << at;
    }

private Q_SLOTS:
    void acceptsWhatTheDescriptionAllows_data() { rows(); }
    void acceptsWhatTheDescriptionAllows() {
        QFETCH(int, at);
        const Parser parser = parsers()[at];
        QVERIFY(parser.accepts(sensible(description_, QString::fromLatin1(parser.schema))));
    }

    void refusesAnObjectWithoutARequiredMember_data() { rows(); }
    void refusesAnObjectWithoutARequiredMember() {
        QFETCH(int, at);
        const Parser parser = parsers()[at];
        const QString name = QString::fromLatin1(parser.schema);
        const auto required = description_.schema(name)[QStringLiteral("required")].toArray();
        QVERIFY(!required.isEmpty());
        for (const QJsonValue& member : required) {
            QJsonObject json = sensible(description_, name);
            json.remove(member.toString());
            QVERIFY2(!parser.accepts(json), qPrintable(member.toString()));
        }
    }

    void refusesAMemberThatTheDescriptionDoesNotKnow_data() { rows(); }
    void refusesAMemberThatTheDescriptionDoesNotKnow() {
        QFETCH(int, at);
        const Parser parser = parsers()[at];
        QJsonObject json = sensible(description_, QString::fromLatin1(parser.schema));
        json.insert(QStringLiteral("surprise"), 1);
        QVERIFY(!parser.accepts(json));
    }

    void refusesAMemberOfAnotherTypeOrBeyondItsLimits_data() { rows(); }
    void refusesAMemberOfAnotherTypeOrBeyondItsLimits() {
        QFETCH(int, at);
        const Parser parser = parsers()[at];
        const QString name = QString::fromLatin1(parser.schema);
        const auto properties = description_.schema(name)[QStringLiteral("properties")].toObject();
        for (auto member = properties.begin(); member != properties.end(); ++member) {
            QJsonObject json = sensible(description_, name);
            json.insert(member.key(), description_.beyond(member.value().toObject()));
            QVERIFY2(!parser.accepts(json), qPrintable(member.key()));
            json.insert(member.key(), QJsonObject{{QStringLiteral("of"), QStringLiteral("another type")}});
            QVERIFY2(!parser.accepts(json), qPrintable(member.key()));
        }
    }

    void sendsBodiesThatTheDescriptionAllows() {
        const auto span =
            TimeSpan::make(QDateTime::currentDateTime(), QDateTime::currentDateTime().addSecs(1800));
        const QString token(43, u't');
        BookingRequest booking{PatientId::create(),   ProviderId::create(),
                               RoomId::create(),      *span,
                               VisitTypeId::create(), QStringLiteral("Cleaning"),
                               HoldId::create(),      QStringLiteral("Asked by phone")};
        AppointmentChange change{*span,
                                 ProviderId::create(),
                                 RoomId::create(),
                                 false,
                                 VisitStatus::NoShow,
                                 QStringLiteral("Cleaning"),
                                 QStringLiteral("Rings first"),
                                 QStringLiteral("Did not come"),
                                 QStringLiteral("Asked by phone")};
        AuditFilter filter{UserId::create(), QStringLiteral("schedule.read"), QStringLiteral("denied"),
                           PatientId::create()};
        const QList<QPair<QString, QJsonObject>> bodies{
            {QStringLiteral("BookAppointment"), wire::bookingBody(booking)},
            {QStringLiteral("ChangeAppointment"), wire::changeBody(change)},
            {QStringLiteral("ChangeAppointment"), wire::changeBody({.clearRoom = true})},
            {QStringLiteral("HoldRequest"), wire::holdBody(ProviderId::create(), *span)},
            {QStringLiteral("PatientSearch"), wire::patientSearchBody(QStringLiteral("tes"), 20)},
            {QStringLiteral("AuditSearch"), wire::auditSearchBody(filter, {.before = 12, .limit = 200})},
            {QStringLiteral("AuditSearch"), wire::auditSearchBody({}, {.before = {}, .limit = 1})},
            {QStringLiteral("SignIn"),
             wire::signInBody(QStringLiteral("harborlane"), QStringLiteral("s.testerman"),
                              QStringLiteral("not a password"))},
            {QStringLiteral("TotpAnswer"),
             wire::secondFactorBody(token, QStringLiteral("012345"), QString(80, u'd'))},
            {QStringLiteral("RecoveryAnswer"),
             wire::secondFactorBody(token, QStringLiteral("abcd-efgh"), {})},
            {QStringLiteral("Unlock"), wire::unlockBody(QStringLiteral("not a password"))},
            {QStringLiteral("InvitationStart"), wire::invitationBody(token)},
            {QStringLiteral("InvitationAccept"),
             wire::acceptanceBody(token, QStringLiteral("not a password"), QStringLiteral("012345"))}};
        for (const auto& [name, body] : bodies) {
            const QString violation = description_.violation(description_.schema(name), body);
            QVERIFY2(violation.isEmpty(), qPrintable(name + QLatin1String(": ") + violation));
        }
    }

    void readsEveryMemberOfAnAppointment() {
        const QByteArray golden = R"({
            "id": "6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab", "version": 3,
            "start": "2026-11-22T09:30:00-05:00", "end": "2026-11-22T10:00:00.250-05:00",
            "provider_id": "11111111-3b4a-4c5d-8e7f-0123456789ab", "room_id": null,
            "patient": {"id": "22222222-3b4a-4c5d-8e7f-0123456789ab", "display_name": "Testerman, Silas"},
            "reason": "Cleaning", "status": "in_progress", "lane": 1, "overbooked": true, "changeable": false,
            "arrived_at": "2026-11-22T14:21:07Z", "note": "Rings first", "needs": "Interpreter: Mockish"})";
        const auto visit = wire::appointment(*wire::parseBody(golden));
        QVERIFY(visit.has_value());
        QCOMPARE(visit->version, 3);
        QCOMPARE(visit->time.start(), QDateTime(QDate(2026, 11, 22), QTime(14, 30), Qt::UTC));
        QCOMPARE(visit->time.end(), QDateTime(QDate(2026, 11, 22), QTime(15, 0, 0, 250), Qt::UTC));
        QVERIFY(!visit->room);
        QCOMPARE(visit->patient.displayName, QStringLiteral("Testerman, Silas"));
        QCOMPARE(visit->status, VisitStatus::InProgress);
        QCOMPARE(visit->lane, 1);
        QVERIFY(visit->overbooked);
        QVERIFY(!visit->changeable);
        QCOMPARE(*visit->arrivedAt, QDateTime(QDate(2026, 11, 22), QTime(14, 21, 7), Qt::UTC));
        QCOMPARE(visit->needs, QStringLiteral("Interpreter: Mockish"));
    }

    void saysWhereInAListTheFaultIs() {
        QJsonObject good = sensible(description_, QStringLiteral("Appointment"));
        QJsonObject bad = good;
        bad.insert(QStringLiteral("lane"), 3);
        QJsonObject schedule = sensible(description_, QStringLiteral("Schedule"));
        schedule.insert(QStringLiteral("items"), QJsonArray{good, bad});
        const auto read = wire::scheduleRead(schedule);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Problem::Kind::Malformed);
        QCOMPARE(read.error().pointer, QStringLiteral("/items/1/lane"));
    }

    void readsAConflictWithItsOpenings() {
        QJsonObject json = description_.example(QStringLiteral("Problem"));
        json.insert(QStringLiteral("status"), 409);
        const Problem problem = wire::problem(409, QJsonDocument(json).toJson());
        QCOMPARE(problem.kind, Problem::Kind::Conflict);
        QCOMPARE(problem.openings.size(), 1);
        QVERIFY(problem.conflictTime && problem.conflictPatient);
    }

    void believesTheStatusWhenTheProblemIsNone() {
        QCOMPARE(wire::problem(401, "<html>").kind, Problem::Kind::Unauthenticated);
        QCOMPARE(wire::problem(503, "").kind, Problem::Kind::ServerFailed);
        QVERIFY(wire::problem(401, "<html>").code.isEmpty());
    }

    void knowsThatAccessCannotBeLogged() {
        QJsonObject json = description_.example(QStringLiteral("Problem"));
        json.insert(QStringLiteral("status"), 503);
        json.insert(QStringLiteral("code"), QStringLiteral("audit_unavailable"));
        QCOMPARE(wire::problem(503, QJsonDocument(json).toJson()).kind, Problem::Kind::AuditUnavailable);
    }

    void readsTheThreeKindsOfEventsAndNoOther() {
        const auto provider = ProviderId::create();
        const QByteArray data =
            QStringLiteral(R"({"date":"2026-11-22","provider_id":"%1"})").arg(provider.toString()).toUtf8();
        QCOMPARE(wire::event("schedule", data).value(),
                 wire::Event(wire::ScheduleChanged{QDate(2026, 11, 22), provider}));
        QCOMPARE(wire::event("ledger", R"({"size":12})").value(), wire::Event(wire::LedgerGrew{12}));
        QCOMPARE(wire::event("session", R"({"state":"ended"})").value(), wire::Event(wire::SessionEnded{}));
        QVERIFY(!wire::event("ledger", R"({"size":-1})"));
        QVERIFY(!wire::event("gossip", R"({"size":1})"));
    }

    void readsAReceiptOnlyWhereItIsAHash() {
        const QByteArray leaf(32, 'l');
        QCOMPARE(wire::receipt(leaf.toBase64()), std::optional(leaf));
        QVERIFY(!wire::receipt(QByteArray(31, 'l').toBase64()));
        QVERIFY(!wire::receipt("no hash"));
        QVERIFY(!wire::receipt(""));
    }
};

} // namespace custos

QTEST_GUILESS_MAIN(custos::WireFollowsDescription)
#include "test_wire_follows_description.moc"
