#pragma once

#include <QColor>

namespace custos::ui {

/// The colours of one visit status. Ink is for text and glyph, bar for the left edge.
struct StatusColours {
    QColor ink;
    QColor fill;
    QColor bar;
};

/// Every colour that the client paints with. Widgets name a colour, never its value, so that light
/// and dark differ in this one table alone. Each pair that carries text is at least 4.5:1, each pair
/// that carries a control's edge at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); tests/ui computes it.
struct Tokens {
    QColor canvas;
    QColor surface;
    QColor surface2;
    QColor sunken;
    QColor rail;
    QColor line;
    QColor lineStrong;
    QColor control;
    QColor grid;
    QColor gridStrong;
    QColor text;
    QColor text2;
    QColor text3;
    QColor accent;
    QColor accentHover;
    QColor accentPressed;
    QColor soft;
    QColor softLine;
    QColor onAccent;
    QColor ok;
    QColor okSoft;
    QColor okLine;
    QColor warn;
    QColor warnSoft;
    QColor warnLine;
    QColor bad;
    QColor badSoft;
    QColor badLine;
    QColor info;
    QColor infoSoft;
    QColor infoLine;
    QColor hatch;
    QColor hatchGround;
    QColor now;
    QColor key;
    QColor keyLine;
    QColor unusual; ///< the bar beside what detection flagged
    QColor shadow;  ///< of what floats, with its alpha
    QColor scrim;   ///< over the page behind a dialog, with its alpha
    StatusColours scheduled;
    StatusColours confirmed;
    StatusColours arrived;
    StatusColours roomed;
    StatusColours inProgress;
    StatusColours done;
    StatusColours noShow;
    StatusColours cancelled;
};

/// Names a colour whatever the scheme is: `&Tokens::text2`.
using Ink = QColor Tokens::*;

[[nodiscard]] const Tokens& lightTokens();
[[nodiscard]] const Tokens& darkTokens();

} // namespace custos::ui
