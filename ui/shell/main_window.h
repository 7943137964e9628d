#pragma once

#include <QPointer>
#include <QWidget>

class QSettings;
class QStackedLayout;

namespace custos::ui {

/// The one window. It shows one thing at a time: a screen before sign-in, or the workspace. Size and
/// place are remembered for each size of screen. Its title names the product and never a person.
class MainWindow : public QWidget {
    Q_OBJECT

public:
    explicit MainWindow(QSettings& settings, QWidget* parent = nullptr);

    /// Shows `screen` in place of what was there, which is deleted. Takes ownership.
    void setScreen(QWidget* screen);
    [[nodiscard]] QWidget* screenWidget() const { return screen_; }

Q_SIGNALS:
    void closing();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    [[nodiscard]] QString geometryKey() const;
    void placeAsBefore();

    QSettings& settings_;
    QStackedLayout* stack_;
    QPointer<QWidget> screen_;
};

} // namespace custos::ui
