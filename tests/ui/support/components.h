#pragma once

#include <QWidget>

#include <memory>

namespace custos::test {

/// One of each component and state that can stand still, as on a sheet.
[[nodiscard]] std::unique_ptr<QWidget> componentSheet();

} // namespace custos::test
