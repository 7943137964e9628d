#pragma once

#include "models/domain/schedule.h"
#include "ui/theme/icons.h"

#include <QAbstractButton>

namespace custos::ui {

/// Sets a visit's status: glyph, word and key. The one that holds now says so and does nothing.
class StatusButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit StatusButton(VisitStatus status, QWidget* parent = nullptr);

    [[nodiscard]] VisitStatus status() const { return status_; }
    void setCurrent(bool current);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    VisitStatus status_;
    bool current_ = false;
};

/// The next likely act of a visit, as one wide primary button: "Move to Room 3 · Room 2: Stubbs".
class NextStepButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit NextStepButton(QWidget* parent = nullptr);

    /// `aside` explains the choice, in fewer words than the act.
    void setStep(VisitStatus status, const QString& words, const QString& aside);
    /// Offers a menu of other choices; `menuRequested` asks for it. Its chevron gives way where the remark
    /// can be read whole without it alone: Down and a right click ask too.
    void setHasChoices(bool has);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void menuRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    [[nodiscard]] int chevronLeft() const;
    [[nodiscard]] int capLeft() const;
    [[nodiscard]] bool showsChevron() const;
    [[nodiscard]] QString asideWords() const;

    VisitStatus status_ = VisitStatus::Arrived;
    QString words_;
    QString aside_;
    bool choices_ = false;
};

/// How many visits of the day stand in each status; without words where there is no room for them.
class StatusStrip final : public QWidget {
    Q_OBJECT
public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void setCounts(const std::array<int, allVisitStatuses.size()>& counts);
    void setWordy(bool wordy);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] qreal itemWidth(size_t index) const;

    std::array<int, allVisitStatuses.size()> counts_{};
    bool wordy_ = true;
};

/// A square button with an icon alone; its name is spoken and shown as a tooltip.
class IconButton : public QAbstractButton {
    Q_OBJECT
public:
    /// `side` in px at 100 %.
    IconButton(Icon icon, const QString& name, int side, QWidget* parent = nullptr);

    void setIconShape(Icon icon);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Icon icon_;
    int side_;
};

/// Hides the names on the screen, and shows whether they are.
class PrivacyEye final : public IconButton {
    Q_OBJECT
public:
    explicit PrivacyEye(QWidget* parent = nullptr);

    void setPrivacy(bool on);
};

} // namespace custos::ui
