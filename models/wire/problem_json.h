#pragma once

#include "models/wire/reader.h"

namespace custos::wire {

/// An `application/problem+json` body (RFC 9457) that came with this HTTP status. A body that is not what the
/// description says still gives the problem that the status alone tells.
[[nodiscard]] Problem problem(int httpStatus, const QByteArray& body);

} // namespace custos::wire
