#include "models/wire/patient_json.h"

#include <algorithm>
#include <array>

namespace custos::wire {

namespace {

void checkContact(Reader& in) {
    constexpr std::array ways{QLatin1String(""), QLatin1String("phone"), QLatin1String("text"),
                              QLatin1String("email"), QLatin1String("letter")};
    const QLatin1String member("preferred_contact");
    const QString way = in.text(member, 0, 20);
    if (std::find(ways.begin(), ways.end(), way) == ways.end())
        in.refuse(member);
}

} // namespace

Parsed<PatientSummary> patientSummary(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<PatientId>(QLatin1String("id"));
    const QString displayName = in.text(QLatin1String("display_name"), 1, 300);
    const auto birthYear = in.integerOrNull(QLatin1String("birth_year"), 1800, 2200);
    const QString phone = in.textOrNull(QLatin1String("phone_last4"), 4, 4);
    if (!in.complete())
        return in.problem();
    return PatientSummary{*id, displayName, birthYear, phone};
}

Parsed<QList<PatientSummary>> patientSummaries(const QJsonObject& json) {
    Reader in(json);
    auto found = in.list(QLatin1String("items"), &patientSummary);
    if (!in.complete())
        return in.problem();
    return found;
}

Parsed<Patient> patient(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<PatientId>(QLatin1String("id"));
    const auto version = in.integer(QLatin1String("version"), 1, std::numeric_limits<int>::max());
    const QString displayName = in.text(QLatin1String("display_name"), 1, 300);
    const QString given = in.text(QLatin1String("given"), 0, 150);
    const QString family = in.text(QLatin1String("family"), 0, 150);
    const auto birthDate = in.dateOrNull(QLatin1String("birth_date"));
    const QString phone = in.text(QLatin1String("phone"), 0, 40);
    const QString email = in.text(QLatin1String("email"), 0, 200);
    const QString address = in.text(QLatin1String("address"), 0, 400);
    // No screen shows these two yet; they are checked like everything else that arrives.
    checkContact(in);
    (void)in.boolean(QLatin1String("voicemail_ok"));
    const QString interpreter = in.text(QLatin1String("interpreter"), 0, 100);
    const QString accessNeeds = in.text(QLatin1String("access_needs"), 0, 300);
    if (!in.complete())
        return in.problem();
    return Patient{*id,   int(version), displayName, given,       family,     birthDate,
                   phone, email,        address,     interpreter, accessNeeds};
}

QJsonObject patientSearchBody(const QString& query, int limit) {
    return {{QStringLiteral("query"), query}, {QStringLiteral("limit"), limit}};
}

} // namespace custos::wire
