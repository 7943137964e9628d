#pragma once

#include "models/domain/id.h"

#include <QDate>
#include <QString>

#include <optional>

namespace custos {

/// A row of type-to-search: enough to tell two people of the same name apart, and no more.
struct PatientSummary {
    PatientId id;
    QString displayName;
    std::optional<int> birthYear;
    QString phoneLast4; ///< Empty where none is known.

    friend bool operator==(const PatientSummary&, const PatientSummary&) = default;
};

struct Patient {
    PatientId id;
    int version;
    QString displayName;
    QString given;
    QString family;
    std::optional<QDate> birthDate;
    QString phone;
    QString email;
    QString address;
    QString interpreter;
    QString accessNeeds;
};

} // namespace custos
