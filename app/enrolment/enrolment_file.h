#pragma once

#include "ledger/result.h"
#include "models/domain/enrolment.h"

namespace custos::app {

inline constexpr qint64 largestEnrolmentFile = 64 * 1024; ///< bytes

/// Reads the bytes of an enrolment file (docs/enrolment-file.md), whole and strictly, and checks the
/// signature that detects damage. Says nothing about trust.
[[nodiscard]] Result<Enrolment, EnrolmentFailure> readEnrolment(const QByteArray& file, const QDateTime& now);

/// SHA-256 of the whole file, byte for byte: 16 groups of four upper-case hex digits.
[[nodiscard]] QStringList fingerprintOf(const QByteArray& file);

} // namespace custos::app
