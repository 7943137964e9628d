#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

class QTextLayout;

namespace custos::ui {

/// A label in one role and colour of the theme, set at the line height of the role. Always plain text:
/// what the server sends can hold no markup. Wraps when `setWordWrap` says so, else elides only when
/// `setElided` does; an elided text is whole in its tooltip and to assistive technology.
class Text : public QLabel {
    Q_OBJECT

public:
    Text(const QString& text, TypeRole role, Ink ink = &Tokens::text, QWidget* parent = nullptr);

    void setInk(Ink ink);
    /// Sets the first occurrence of `part` apart, as the value in a sentence ("for <b>name</b>").
    void setEmphasis(const QString& part);
    void setElided(bool elided);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QFont roleFont() const;
    [[nodiscard]] QString shownText(int width) const;
    [[nodiscard]] QSizeF layOut(QTextLayout& layout, qreal width) const;
    [[nodiscard]] qreal naturalWidth() const;
    [[nodiscard]] QColor colour() const;

    TypeRole role_;
    Ink ink_;
    QString emphasis_;
    bool elided_ = false;
};

/// Tooltip text that shows exactly these characters, whatever markup they look like.
[[nodiscard]] QString plainToolTip(const QString& text);

} // namespace custos::ui
