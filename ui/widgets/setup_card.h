#pragma once

#include <QWidget>

#include <initializer_list>

class QVBoxLayout;

// What the cards of the set-up screens are made of: a head, numbered steps, a foot.

namespace custos::ui {

class Text;

/// A number in a circle, or a check once the step is done.
class StepBadge : public QWidget {
    Q_OBJECT

public:
    explicit StepBadge(int number, QWidget* parent = nullptr);

    void setDone(bool done);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int number_;
    bool done_ = false;
};

/// In px at 100 %.
struct StepSpacing {
    int afterNumber;
    int underTitle;
};

/// One step: its number, what it is called, and below that, right of the number, what is done in it.
class SetupStep : public QWidget {
    Q_OBJECT

public:
    SetupStep(int number, const QString& title, StepSpacing spacing, QWidget* parent = nullptr);

    void setDone(bool done);
    /// Without spacing of its own.
    [[nodiscard]] QVBoxLayout& body() { return *body_; }

private:
    StepBadge* badge_;
    QVBoxLayout* body_;
};

/// The logo, what is set up, and a line under it that is elided where it is too long.
[[nodiscard]] QWidget* newSetupHead(const QString& title, Text* subtitle);

/// A sentence that wraps, and the buttons at its right.
[[nodiscard]] QWidget* newSetupFoot(const QString& sentence, std::initializer_list<QWidget*> buttons);

} // namespace custos::ui
