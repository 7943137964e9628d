#include "ui/theme/icons.h"

#include <QColor>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <array>

namespace custos::ui {

namespace {

struct Drawing {
    Icon icon;
    const char* file;
};

/// In the order of the list in the header, so that an icon finds its drawing by its number.
constexpr std::array drawings{
    Drawing{Icon::Audit, "audit"},
    Drawing{Icon::Ban, "ban"},
    Drawing{Icon::Calendar, "calendar"},
    Drawing{Icon::ChevronDown, "cd"},
    Drawing{Icon::Chain, "chain"},
    Drawing{Icon::Check, "check"},
    Drawing{Icon::ChevronLeft, "cl"},
    Drawing{Icon::Clock, "clock"},
    Drawing{Icon::ChevronRight, "cr"},
    Drawing{Icon::Download, "download"},
    Drawing{Icon::EnrolmentFile, "enrol"},
    Drawing{Icon::Eye, "eye"},
    Drawing{Icon::EyeOff, "eyeoff"},
    Drawing{Icon::Hourglass, "hold"},
    Drawing{Icon::Info, "info"},
    Drawing{Icon::Lock, "lock"},
    Drawing{Icon::More, "more"},
    Drawing{Icon::NameAlert, "name"},
    Drawing{Icon::Offline, "off"},
    Drawing{Icon::SignOut, "out"},
    Drawing{Icon::Pause, "pause"},
    Drawing{Icon::Plus, "plus"},
    Drawing{Icon::Print, "print"},
    Drawing{Icon::Refresh, "refresh"},
    Drawing{Icon::Search, "search"},
    Drawing{Icon::Server, "server"},
    Drawing{Icon::StatusArrived, "status-arr"},
    Drawing{Icon::StatusCancelled, "status-can"},
    Drawing{Icon::StatusConfirmed, "status-con"},
    Drawing{Icon::StatusDone, "status-don"},
    Drawing{Icon::StatusNoShow, "status-nos"},
    Drawing{Icon::StatusInProgress, "status-pro"},
    Drawing{Icon::StatusRoomed, "status-roo"},
    Drawing{Icon::StatusScheduled, "status-sch"},
    Drawing{Icon::Swap, "swap"},
    Drawing{Icon::User, "user"},
    Drawing{Icon::Waitlist, "wait"},
    Drawing{Icon::Warn, "warn"},
    Drawing{Icon::Close, "x"},
};

constexpr bool eachIconHasItsDrawing() {
    for (std::size_t i = 0; i < drawings.size(); ++i) {
        if (drawings[i].icon != Icon(i)) {
            return false;
        }
    }
    return drawings.size() == std::size_t(Icon::Close) + 1;
}
static_assert(eachIconHasItsDrawing());

QLatin1String fileName(Icon icon) {
    return QLatin1String(drawings[std::size_t(icon)].file);
}

QByteArray drawing(QLatin1String name) {
    QFile file(QStringLiteral(":/custos/icons/%1.svg").arg(name));
    const bool open = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(open, "drawing", "an icon of the list is missing from the resources");
    return open ? file.readAll() : QByteArray();
}

QImage render(const QByteArray& svg, QSize pixels) {
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    QPainter painter(&image);
    renderer.render(&painter);
    return image;
}

/// Black becomes ink, white becomes a hole. In premultiplied pixels what is black of the coverage is
/// alpha less any of the (equal) colour channels.
void tint(QImage& image, const QColor& ink) {
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const int coverage = qAlpha(line[x]) - qRed(line[x]);
            const int alpha = qMax(0, coverage) * ink.alpha() / 255;
            line[x] = qPremultiply(qRgba(ink.red(), ink.green(), ink.blue(), alpha));
        }
    }
}

QSize pixelSize(QSizeF logical, qreal devicePixelRatio) {
    return (logical * devicePixelRatio).toSize().expandedTo(QSize(1, 1));
}

} // namespace

QPixmap iconPixmap(Icon icon, qreal size, const QColor& ink, qreal devicePixelRatio) {
    const QSize pixels = pixelSize(QSizeF(size, size), devicePixelRatio);
    const QString key = QStringLiteral("custos/%1/%2/%3/%4")
                            .arg(static_cast<int>(icon))
                            .arg(pixels.width())
                            .arg(ink.rgba(), 0, 16)
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    QImage image = render(drawing(fileName(icon)), pixels);
    tint(image, ink);
    image.setDevicePixelRatio(devicePixelRatio);
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawIcon(QPainter& painter, const QRectF& box, Icon icon, const QColor& ink) {
    const qreal size = qMin(box.width(), box.height());
    const QPixmap pixmap = iconPixmap(icon, size, ink, painter.device()->devicePixelRatioF());
    QRectF target(QPointF(), QSizeF(size, size));
    target.moveCenter(box.center());
    painter.drawPixmap(target.topLeft().toPoint(), pixmap);
}

void drawLogo(QPainter& painter, const QRectF& box, const QColor& ground, const QColor& ink) {
    const QByteArray svg = drawing(QLatin1String("logo"))
                               .replace("#0E6677", ground.name().toLatin1())
                               .replace("#FFF", ink.name().toLatin1());
    const qreal ratio = painter.device()->devicePixelRatioF();
    QImage image = render(svg, pixelSize(box.size(), ratio));
    image.setDevicePixelRatio(ratio);
    painter.drawImage(box.topLeft(), image);
}

} // namespace custos::ui
