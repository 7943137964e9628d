#pragma once

#include <QStringList>

namespace custos::ui {

/// The practice's words for role codes: {"front_desk"} is "Front desk", {"owner", "provider"} is
/// "Owner, provider". A code that this client does not know is shown as it came.
[[nodiscard]] QString rolesText(const QStringList& codes);

} // namespace custos::ui
