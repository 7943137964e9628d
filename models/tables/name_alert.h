#pragma once

#include "models/domain/schedule.h"

#include <QHash>

namespace custos {

/// Whether two patients are easily taken for one another: the same last name, or one letter apart, or of the
/// same sound, or (with the same first name) of the same first letter and length. Names are "Family, Given";
/// case, accents, spaces and hyphens do not count.
[[nodiscard]] bool namesLookAlike(const QString& one, const QString& other);

/// How a last name sounds: American Soundex, not cut off after three digits, so that long names that merely
/// begin alike stay apart. Empty for a name without Latin letters.
[[nodiscard]] QString soundOf(const QString& familyName);

/// For every visit of the day whose patient looks like another one of that day: the visit of the other.
[[nodiscard]] QHash<AppointmentId, AppointmentId> nameAlerts(const QList<Appointment>& visits);

} // namespace custos
