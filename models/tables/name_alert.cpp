#include "models/tables/name_alert.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace custos {

namespace {

struct Name {
    QString family;
    QString given;
};

QString folded(QStringView text) {
    QString letters;
    for (const QChar character : text.toString().normalized(QString::NormalizationForm_KD).toCaseFolded())
        if (character.isLetter())
            letters.append(character);
    return letters;
}

Name split(const QString& displayName) {
    const auto comma = displayName.indexOf(u',');
    if (comma < 0)
        return {folded(displayName), {}};
    return {folded(QStringView(displayName).left(comma)), folded(QStringView(displayName).mid(comma + 1))};
}

/// Levenshtein distance, exact up to 1; anything more is 2.
int editDistance(const QString& one, const QString& other) {
    if (std::abs(one.size() - other.size()) > 1)
        return 2;
    std::vector<int> row(size_t(other.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < one.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i) + 1;
        for (qsizetype j = 0; j < other.size(); ++j) {
            const size_t at = size_t(j);
            const int replaced = diagonal + (one[i] == other[j] ? 0 : 1);
            diagonal = row[at + 1];
            row[at + 1] = std::min({replaced, row[at + 1] + 1, row[at] + 1});
        }
    }
    return std::min(row.back(), 2);
}

bool lookAlike(const Name& one, const Name& other) {
    if (one.family.isEmpty() || other.family.isEmpty())
        return false;
    if (editDistance(one.family, other.family) <= 1)
        return true;
    const QString sound = soundOf(one.family);
    if (!sound.isEmpty() && sound == soundOf(other.family))
        return true;
    return !one.given.isEmpty() && one.given == other.given && one.family.size() == other.family.size() &&
           one.family.front() == other.family.front();
}

} // namespace

bool namesLookAlike(const QString& one, const QString& other) {
    return lookAlike(split(one), split(other));
}

QString soundOf(const QString& familyName) {
    // Digits of a to z; 0 separates equal sounds, '-' (h and w) does not.
    static constexpr char codes[] = "01230120022455012623010202";
    QString sound;
    char last = 0;
    for (const QChar letter : folded(familyName)) {
        if (letter < u'a' || letter > u'z')
            continue;
        const bool silent = letter == u'h' || letter == u'w';
        const char code = codes[letter.unicode() - u'a'];
        if (sound.isEmpty())
            sound.append(letter.toUpper());
        else if (!silent && code != '0' && code != last)
            sound.append(QLatin1Char(code));
        if (!silent || sound.size() == 1)
            last = code;
    }
    return sound;
}

QHash<AppointmentId, AppointmentId> nameAlerts(const QList<Appointment>& visits) {
    std::vector<Name> names;
    names.reserve(size_t(visits.size()));
    for (const Appointment& visit : visits)
        names.push_back(split(visit.patient.displayName));
    QHash<AppointmentId, AppointmentId> alerts;
    for (qsizetype i = 0; i < visits.size(); ++i)
        for (qsizetype j = i + 1; j < visits.size(); ++j) {
            if (visits[i].patient.id == visits[j].patient.id ||
                !lookAlike(names[size_t(i)], names[size_t(j)]))
                continue;
            if (!alerts.contains(visits[i].id))
                alerts.insert(visits[i].id, visits[j].id);
            if (!alerts.contains(visits[j].id))
                alerts.insert(visits[j].id, visits[i].id);
        }
    return alerts;
}

} // namespace custos
