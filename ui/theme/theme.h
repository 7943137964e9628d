#pragma once

#include "ui/theme/tokens.h"

#include <QFont>

class QPalette;
class QWidget;

namespace custos::ui {

enum class Scheme { Light, Dark };

/// What a text is, which decides family, size, weight and line height together.
enum class TypeRole {
    Clock,
    H1,
    Count,
    CountSmall,
    H2,
    H3,
    H4,
    Body,
    BodyMedium, ///< values that matter
    Large,      ///< text of 40 px fields and buttons, and the sentence under an H1 of a page
    Small,
    SmallMedium, ///< field labels
    SmallStrong, ///< the name on a card
    Caption,
    CaptionMedium,
    Mono,
    MonoSmall,
    MonoLarge, ///< a fingerprint that is read aloud and compared
};

/// Colours, type and measures at one scheme and one user scale; a value, cheap to pass by reference.
///
/// Lengths in the design are px at 100 %: `px()` turns one into logical pixels of this scale. The
/// scale belongs to the windows built while it is in force, the scheme may change under them.
class Theme {
public:
    static constexpr int smallestScale = 100;
    static constexpr int largestScale = 200;

    /// A scale outside 100..200 % is brought back inside it.
    explicit Theme(Scheme scheme = Scheme::Light, int scalePercent = smallestScale);

    /// The theme that the widget is drawn in: that of its style when it is a CustosStyle, else light
    /// at 100 %.
    [[nodiscard]] static const Theme& of(const QWidget* widget);

    [[nodiscard]] Scheme scheme() const { return scheme_; }
    [[nodiscard]] int scalePercent() const { return scalePercent_; }
    [[nodiscard]] const Tokens& colours() const;
    [[nodiscard]] int px(int atHundredPercent) const;
    [[nodiscard]] qreal pxF(qreal atHundredPercent) const;
    [[nodiscard]] QFont font(TypeRole role) const;
    /// The same role in another weight, for emphasis within a line.
    [[nodiscard]] QFont font(TypeRole role, QFont::Weight weight) const;
    [[nodiscard]] int lineHeight(TypeRole role) const;
    [[nodiscard]] QPalette palette() const;

    friend bool operator==(const Theme& a, const Theme& b) {
        return a.scheme_ == b.scheme_ && a.scalePercent_ == b.scalePercent_;
    }

private:
    Scheme scheme_;
    int scalePercent_;
};

} // namespace custos::ui
