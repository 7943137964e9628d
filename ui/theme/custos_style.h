#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QApplication;

namespace custos::ui {

/// Draws every control that the client uses on top of Fusion: field, check box, combo box, table
/// header, scroll bar, menu and tooltip. There are no style sheets: a style is asked once per paint,
/// survives a change of theme without re-parsing, and every widget finds its theme through it.
///
/// Owned by the application once installed; lives on the GUI thread.
class CustosStyle : public QProxyStyle {
    Q_OBJECT

public:
    explicit CustosStyle(const Theme& theme);

    [[nodiscard]] const Theme& theme() const { return theme_; }
    /// Changes the theme of everything on the screen; every widget gets a StyleChange.
    void setTheme(const Theme& theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                       SubControl part, const QWidget* widget) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                         const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option,
                                  const QWidget* widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                                QStyleHintReturn* answer) const override;

private:
    void apply();

    Theme theme_;
};

/// Gives the application the style, its palette and font, and the focus ring. Call once, after the
/// QApplication and before the first widget. The application owns what is returned.
CustosStyle* installTheme(QApplication& application, const Theme& theme);

} // namespace custos::ui
