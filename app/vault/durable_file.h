#pragma once

#include <QByteArray>
#include <QString>

namespace custos::app {

/// Puts `bytes` in place of what `path` held, all or nothing, whatever is killed or pulled in between, for
/// the owner's eyes alone (0600). False leaves the old contents.
[[nodiscard]] bool writeDurably(const QString& path, const QByteArray& bytes);

} // namespace custos::app
