#pragma once

#include <QMargins>
#include <QRectF>

class QColor;
class QKeySequence;
class QPainter;
class QString;

namespace custos::ui {

class Theme;

/// Paints a filled rounded box with its border inside `box`, on whole pixels at any scale.
void drawBox(QPainter& painter, const QRectF& box, qreal radius, const QColor& fill, const QColor& border,
             qreal borderWidth = 1);

/// Room that `drawElevation` needs around the box that floats, at 100 %.
constexpr int elevationMargin = 28;

/// The two shadows of what floats (elevation 1), painted once for each theme and stretched.
void drawElevation(QPainter& painter, const QRect& box, const Theme& theme);

/// How a key is written on a cap: "Ctrl L", "Enter".
[[nodiscard]] QString keyCapText(const QKeySequence& keys);
[[nodiscard]] QSizeF keyCapSize(const QString& text, const Theme& theme);
/// Paints a key cap in its own colours.
void drawKeyCap(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme);
/// Paints a key cap as an outline in `ink`, for caps on a coloured button.
void drawKeyCapOutline(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme,
                       const QColor& ink);

/// Mixes two colours; `share` of the first, 0 to 1.
[[nodiscard]] QColor mixed(const QColor& first, const QColor& second, qreal share);

} // namespace custos::ui
