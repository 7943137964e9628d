#include "ui/theme/theme.h"

#include "ui/theme/custos_style.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QWidget>

namespace custos::ui {

namespace {

enum class Family { Sans, Display, Mono };

struct TypeSpec {
    Family family;
    int size;
    int line;
    QFont::Weight weight;
    qreal spacing;
};

TypeSpec spec(TypeRole role) {
    switch (role) {
    case TypeRole::Clock:
        return {Family::Display, 64, 72, QFont::Light, -1.5};
    case TypeRole::H1:
        return {Family::Sans, 24, 32, QFont::DemiBold, -0.3};
    case TypeRole::Count:
        return {Family::Sans, 22, 50, QFont::DemiBold, 0};
    case TypeRole::CountSmall:
        return {Family::Sans, 18, 24, QFont::DemiBold, 0};
    case TypeRole::H2:
        return {Family::Sans, 18, 24, QFont::DemiBold, -0.2};
    case TypeRole::H3:
        return {Family::Sans, 15, 20, QFont::DemiBold, 0};
    case TypeRole::H4:
        return {Family::Sans, 13, 18, QFont::DemiBold, 0};
    case TypeRole::Body:
        return {Family::Sans, 13, 18, QFont::Normal, 0};
    case TypeRole::BodyMedium:
        return {Family::Sans, 13, 18, QFont::Medium, 0};
    case TypeRole::Large:
        return {Family::Sans, 14, 20, QFont::Normal, 0};
    case TypeRole::Small:
        return {Family::Sans, 12, 16, QFont::Normal, 0};
    case TypeRole::SmallMedium:
        return {Family::Sans, 12, 16, QFont::Medium, 0};
    case TypeRole::SmallStrong:
        return {Family::Sans, 12, 17, QFont::DemiBold, 0};
    case TypeRole::Caption:
        return {Family::Sans, 11, 14, QFont::Normal, 0};
    case TypeRole::CaptionMedium:
        return {Family::Sans, 11, 14, QFont::Medium, 0};
    case TypeRole::Mono:
        return {Family::Mono, 12, 16, QFont::Normal, 0};
    case TypeRole::MonoSmall:
        return {Family::Mono, 11, 16, QFont::Normal, 0};
    case TypeRole::MonoLarge:
        return {Family::Mono, 14, 24, QFont::Medium, 0};
    }
    Q_UNREACHABLE();
}

/// The packaged family where it is installed, else what the system has of that kind. Qt's own
/// fallback would give a proportional face for a missing monospaced one.
QFont familyFont(Family family) {
    QFont font;
    if (family == Family::Mono) {
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setFamilies({QStringLiteral("JetBrains Mono"), font.family()});
        font.setStyleHint(QFont::Monospace);
        return font;
    }
    font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const QString system = font.family();
    font.setFamilies(family == Family::Display
                         ? QStringList{QStringLiteral("Inter Display"), QStringLiteral("Inter"), system}
                         : QStringList{QStringLiteral("Inter"), system});
    font.setStyleHint(QFont::SansSerif);
    return font;
}

} // namespace

Theme::Theme(Scheme scheme, int scalePercent)
    : scheme_(scheme)
    , scalePercent_(qBound(smallestScale, scalePercent, largestScale)) {}

const Theme& Theme::of(const QWidget* widget) {
    static const Theme fallback;
    const auto* style = qobject_cast<const CustosStyle*>(widget->style());
    return style ? style->theme() : fallback;
}

const Tokens& Theme::colours() const {
    return scheme_ == Scheme::Light ? lightTokens() : darkTokens();
}

int Theme::px(int atHundredPercent) const {
    return qRound(pxF(atHundredPercent));
}

qreal Theme::pxF(qreal atHundredPercent) const {
    return atHundredPercent * scalePercent_ / 100.0;
}

QFont Theme::font(TypeRole role) const {
    return font(role, spec(role).weight);
}

QFont Theme::font(TypeRole role, QFont::Weight weight) const {
    const TypeSpec type = spec(role);
    QFont font = familyFont(type.family);
    font.setPixelSize(px(type.size));
    font.setWeight(weight);
    font.setLetterSpacing(QFont::AbsoluteSpacing, pxF(type.spacing));
    // Rounded advances would set Inter up to 6 % wider than it was drawn.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

int Theme::lineHeight(TypeRole role) const {
    return px(spec(role).line);
}

QPalette Theme::palette() const {
    const Tokens& c = colours();
    QPalette palette;
    palette.setColor(QPalette::Window, c.canvas);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.surface);
    palette.setColor(QPalette::AlternateBase, c.surface2);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.text3);
    palette.setColor(QPalette::Button, c.surface);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.bad);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.surface);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Light, c.surface);
    palette.setColor(QPalette::Midlight, c.surface2);
    palette.setColor(QPalette::Mid, c.line);
    palette.setColor(QPalette::Dark, c.lineStrong);
    palette.setColor(QPalette::Shadow, c.lineStrong);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, c.text3);
    }
    palette.setColor(QPalette::Disabled, QPalette::Base, c.surface2);
    palette.setColor(QPalette::Disabled, QPalette::Button, c.surface2);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.line);
    return palette;
}

} // namespace custos::ui
