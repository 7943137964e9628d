#include "tests/ui/support/approved.h"

#include "ui/widgets/button.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QWidget>

#include <algorithm>

namespace custos::test {

namespace {

constexpr int shade = 40;          // of 255, in any channel
constexpr double tolerated = 5e-4; // of all pixels
constexpr int tile = 32;           // pixels each way
constexpr int toleratedInTile = 12;

QString approvedPath(const QString& name) {
    return QStringLiteral(CUSTOS_APPROVED_DIR "/%1.png").arg(name);
}

bool differs(QRgb a, QRgb b) {
    return qAbs(qRed(a) - qRed(b)) > shade || qAbs(qGreen(a) - qGreen(b)) > shade ||
           qAbs(qBlue(a) - qBlue(b)) > shade;
}

QString mismatch(const QImage& image, const QString& name, const QString& why, const QImage& diff = {}) {
    const QString folder = QStringLiteral(CUSTOS_MISMATCH_DIR);
    QDir().mkpath(folder);
    image.save(QStringLiteral("%1/%2.png").arg(folder, name));
    if (!diff.isNull()) {
        diff.save(QStringLiteral("%1/%2.diff.png").arg(folder, name));
    }
    return QStringLiteral("%1: %2; see %3. CUSTOS_APPROVE=1 approves it.").arg(name, why, folder);
}

class StillRings final : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override {
        return event->type() == QEvent::Timer && qobject_cast<ui::Button*>(watched);
    }
};

} // namespace

void keepRingsStill(QCoreApplication& application) {
    application.installEventFilter(new StillRings(&application));
}

Difference differenceOf(const QImage& now, const QImage& approved) {
    Difference found{.why = {}, .picture = QImage(now.size(), QImage::Format_RGB32)};
    const int across = (now.width() + tile - 1) / tile;
    QList<int> inTile(qsizetype(across) * ((now.height() + tile - 1) / tile));
    int all = 0;
    for (int y = 0; y < now.height(); ++y) {
        for (int x = 0; x < now.width(); ++x) {
            const bool wrong = differs(now.pixel(x, y), approved.pixel(x, y));
            all += wrong;
            inTile[y / tile * across + x / tile] += wrong;
            const int grey = 128 + qGray(now.pixel(x, y)) / 2;
            found.picture.setPixel(x, y, wrong ? qRgb(255, 0, 0) : qRgb(grey, grey, grey));
        }
    }
    const auto worst = std::max_element(inTile.cbegin(), inTile.cend());
    const auto place = worst - inTile.cbegin();
    if (all > tolerated * now.width() * now.height())
        found.why = QStringLiteral("%1 pixels differ").arg(all);
    else if (*worst > toleratedInTile)
        found.why = QStringLiteral("%1 pixels differ near %2, %3")
                        .arg(*worst)
                        .arg(place % across * tile)
                        .arg(place / across * tile);
    return found;
}

QString differsFromApproved(const QImage& grabbed, const QString& name) {
    const QImage image = grabbed.convertToFormat(QImage::Format_RGB32);
    if (qEnvironmentVariableIntValue("CUSTOS_APPROVE") == 1) {
        QDir().mkpath(QFileInfo(approvedPath(name)).path());
        return image.save(approvedPath(name)) ? QString() : QStringLiteral("%1: cannot be written").arg(name);
    }
    const QImage approved = QImage(approvedPath(name)).convertToFormat(QImage::Format_RGB32);
    if (approved.isNull()) {
        return mismatch(image, name, QStringLiteral("there is no approved picture"));
    }
    if (approved.size() != image.size()) {
        return mismatch(image, name, QStringLiteral("the size differs"));
    }
    const Difference difference = differenceOf(image, approved);
    return difference.why.isEmpty() ? QString() : mismatch(image, name, difference.why, difference.picture);
}

QImage settledGrab(QWidget& widget, const QSize& size) {
    widget.resize(size);
    if (!widget.focusWidget()) {
        widget.setFocus(Qt::OtherFocusReason);
    }
    widget.show();
    QApplication::setActiveWindow(&widget);
    for (int i = 0; i < 3; ++i) {
        QApplication::sendPostedEvents();
        QApplication::processEvents();
    }
    return widget.grab().toImage();
}

} // namespace custos::test
