#include "ui/widgets/toast_stack.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/button.h"
#include "ui/widgets/close_button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

Icon toastIcon(Tone tone) {
    switch (tone) {
    case Tone::Ok:
        return Icon::Check;
    case Tone::Warn:
        return Icon::Warn;
    case Tone::Bad:
        return Icon::Ban;
    case Tone::Neutral:
    case Tone::Info:
    case Tone::Accent:
        return Icon::Info;
    }
    Q_UNREACHABLE();
}

class Toast : public QWidget {
public:
    Toast(Tone tone, const QString& sentence, const QString& actWords, const std::function<void()>& act)
        : end_(new QTimer(this)) {
        const Theme& theme = Theme::of(this);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(theme.px(13), 0, theme.px(8), 0);
        row->setSpacing(theme.px(8));
        row->addWidget(new Glyph(toastIcon(tone), 16, toneColours(tone).ink));
        auto* words = new Text(sentence, TypeRole::Body);
        words->setElided(true);
        row->addWidget(words, 1);
        if (!actWords.isEmpty()) {
            auto* button = new Button(actWords, Button::Kind::Link);
            connect(button, &QAbstractButton::clicked, this, [this, act] {
                deleteLater();
                act();
            });
            row->addWidget(button);
        }
        auto* close = new CloseButton;
        connect(close, &QAbstractButton::clicked, this, &QObject::deleteLater);
        row->addWidget(close);
        setFixedSize(theme.px(440), theme.px(42));
        end_->setSingleShot(true);
        connect(end_, &QTimer::timeout, this, &QObject::deleteLater);
        connect(qApp, &QApplication::focusChanged, this, &Toast::holdOrRun);
        setAccessibleName(sentence);
        holdOrRun();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        drawBox(painter, rect(), theme.pxF(8), theme.colours().surface, theme.colours().lineStrong);
    }
    void enterEvent(QEnterEvent*) override { end_->stop(); }
    void leaveEvent(QEvent*) override { holdOrRun(); }

private:
    void holdOrRun() {
        const bool held = underMouse() || isAncestorOf(QApplication::focusWidget());
        held ? end_->stop() : end_->start(ToastStack::life);
    }

    QTimer* end_;
};

} // namespace

ToastStack::ToastStack(QWidget& host, int left, int above)
    : QWidget(&host)
    , left_(left)
    , above_(above) {
    const Theme& theme = Theme::of(this);
    auto* column = new QVBoxLayout(this);
    const int margin = theme.px(elevationMargin);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(theme.px(8));
    column->setSizeConstraint(QLayout::SetFixedSize);
    setAccessibleName(tr("Reports"));
    host.installEventFilter(this);
    hide();
}

void ToastStack::show(Tone tone, const QString& sentence, const QString& actWords,
                      const std::function<void()>& act) {
    const auto toasts = findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly);
    if (toasts.size() >= most) {
        delete toasts.constFirst();
    }
    auto* toast = new Toast(tone, sentence, actWords, act);
    layout()->addWidget(toast);
    connect(toast, &QObject::destroyed, this, &ToastStack::place, Qt::QueuedConnection);
    place();
    announce(*toast, sentence);
}

void ToastStack::clear() {
    qDeleteAll(findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly));
    place();
}

void ToastStack::place() {
    setVisible(!findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly).isEmpty());
    const Theme& theme = Theme::of(this);
    const int margin = theme.px(elevationMargin);
    adjustSize();
    move(theme.px(left_) - margin, parentWidget()->height() - theme.px(above_) - height() + margin);
    raise();
}

void ToastStack::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto toasts = findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly);
    for (const Toast* toast : toasts) {
        drawElevation(painter, toast->geometry(), Theme::of(this));
    }
}

bool ToastStack::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && watched == parentWidget()) {
        place();
    }
    return false;
}

} // namespace custos::ui
