#pragma once

#include "ui/theme/icons.h"

#include <QBasicTimer>
#include <QKeySequence>
#include <QPushButton>

#include <optional>

namespace custos::ui {

class Theme;

/// A push button in the five kinds of the design. It shows its key on a painted cap, and while it is
/// busy it keeps its width and takes no second press.
class Button : public QPushButton {
    Q_OBJECT

public:
    enum class Kind {
        Plain,
        Primary,       ///< the one next likely act of a region
        Danger,        ///< leads to something destructive
        DangerConfirm, ///< does it
        Ghost,
        Link, ///< an act within text
    };
    enum class Size { Small, Medium, Large };

    Button(const QString& text, Kind kind, Size size = Size::Medium, QWidget* parent = nullptr);

    void setKind(Kind kind);
    void setGlyph(Icon icon);
    /// What the cap says. It only shows the key; whoever owns the action binds it.
    void setKeyCap(const QKeySequence& keys);
    /// Says `words` beside a turning ring and ignores presses until `setIdle`.
    void setBusy(const QString& words);
    void setIdle();
    [[nodiscard]] bool isBusy() const { return busyWords_.has_value(); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Look;
    [[nodiscard]] Look look(const Theme& theme) const;
    [[nodiscard]] QFont textFont(const Theme& theme) const;
    [[nodiscard]] int iconSize(const Theme& theme) const;
    [[nodiscard]] qreal contentWidth(const Theme& theme, const QString& words) const;
    void paintContent(QPainter& painter, const Theme& theme, const Look& look) const;
    void paintBusyRing(QPainter& painter, const QRectF& box, const QColor& ink) const;

    Kind kind_;
    Size size_;
    std::optional<Icon> glyph_;
    QString cap_;
    std::optional<QString> busyWords_;
    QBasicTimer turn_;
    int angle_ = 0;
};

} // namespace custos::ui
