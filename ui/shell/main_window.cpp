#include "ui/shell/main_window.h"

#include "ui/theme/theme.h"

#include <QCloseEvent>
#include <QScreen>
#include <QSettings>
#include <QStackedLayout>

namespace custos::ui {

MainWindow::MainWindow(QSettings& settings, QWidget* parent)
    : QWidget(parent)
    , settings_(settings)
    , stack_(new QStackedLayout(this)) {
    setWindowTitle(tr("Custos"));
    setAutoFillBackground(true);
    // A screen of 1920x1080 at 200 % has no more.
    setMinimumSize(960, 540);
    placeAsBefore();
}

QString MainWindow::geometryKey() const {
    const QSize size = screen()->size();
    return QStringLiteral("window/%1x%2").arg(size.width()).arg(size.height());
}

void MainWindow::placeAsBefore() {
    if (!restoreGeometry(settings_.value(geometryKey()).toByteArray())) {
        resize(QSize(1440, 900).boundedTo(screen()->availableSize()).expandedTo(minimumSize()));
    }
}

void MainWindow::setScreen(QWidget* screen) {
    QWidget* before = screen_;
    screen_ = screen;
    stack_->addWidget(screen);
    stack_->setCurrentWidget(screen);
    screen->setFocus(Qt::OtherFocusReason);
    if (before) {
        // It may be the sender of the signal that brought us here.
        before->hide();
        before->setParent(nullptr); // no longer part of the window for whoever brings things back
        before->deleteLater();
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    settings_.setValue(geometryKey(), saveGeometry());
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

} // namespace custos::ui
