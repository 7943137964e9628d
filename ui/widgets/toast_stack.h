#pragma once

#include "ui/widgets/chip.h"

#include <QWidget>

#include <chrono>
#include <functional>

namespace custos::ui {

/// Short reports above the status bar, at most three, each 10 s with at most one act. Hovering or
/// focusing one holds its time. A toast never names a patient: it may be read by whoever passes.
///
/// A child overlay of `host`; follows its size.
class ToastStack : public QWidget {
    Q_OBJECT

public:
    static constexpr int most = 3;
    static constexpr std::chrono::seconds life{10};

    /// `above` px at 100 % are kept free at the host's lower edge, `left` at its left edge.
    ToastStack(QWidget& host, int left, int above);

    /// `act` is called once at most, when the person presses `actWords`.
    void show(Tone tone, const QString& sentence, const QString& actWords = {},
              const std::function<void()>& act = {});
    /// Takes all of them away, as on lock.
    void clear();

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void place();

    int left_;
    int above_;
};

} // namespace custos::ui
