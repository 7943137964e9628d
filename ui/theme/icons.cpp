#include "ui/theme/icons.h"

#include <QColor>
#include <QFile>
#include <QIcon>
#include <QImage>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace custos::ui {

namespace {

QLatin1String fileName(Icon icon) {
    switch (icon) {
    case Icon::Audit:
        return QLatin1String("audit");
    case Icon::Ban:
        return QLatin1String("ban");
    case Icon::Bell:
        return QLatin1String("bell");
    case Icon::Calendar:
        return QLatin1String("calendar");
    case Icon::Calls:
        return QLatin1String("calls");
    case Icon::Card:
        return QLatin1String("card");
    case Icon::ChevronDown:
        return QLatin1String("cd");
    case Icon::Chain:
        return QLatin1String("chain");
    case Icon::Check:
        return QLatin1String("check");
    case Icon::ChevronLeft:
        return QLatin1String("cl");
    case Icon::Clock:
        return QLatin1String("clock");
    case Icon::ChevronRight:
        return QLatin1String("cr");
    case Icon::ChevronUp:
        return QLatin1String("cu");
    case Icon::Database:
        return QLatin1String("db");
    case Icon::Document:
        return QLatin1String("doc");
    case Icon::Door:
        return QLatin1String("door");
    case Icon::Download:
        return QLatin1String("download");
    case Icon::Drag:
        return QLatin1String("drag");
    case Icon::Eligibility:
        return QLatin1String("elig");
    case Icon::EnrolmentFile:
        return QLatin1String("enrol");
    case Icon::Eye:
        return QLatin1String("eye");
    case Icon::EyeOff:
        return QLatin1String("eyeoff");
    case Icon::Filter:
        return QLatin1String("filter");
    case Icon::Flag:
        return QLatin1String("flag");
    case Icon::BrokenGlass:
        return QLatin1String("glass");
    case Icon::History:
        return QLatin1String("history");
    case Icon::Hourglass:
        return QLatin1String("hold");
    case Icon::Home:
        return QLatin1String("home");
    case Icon::Incident:
        return QLatin1String("incident");
    case Icon::Info:
        return QLatin1String("info");
    case Icon::Intake:
        return QLatin1String("intake");
    case Icon::Key:
        return QLatin1String("key");
    case Icon::Link:
        return QLatin1String("link");
    case Icon::Lock:
        return QLatin1String("lock");
    case Icon::Mail:
        return QLatin1String("mail");
    case Icon::Mic:
        return QLatin1String("mic");
    case Icon::MicOff:
        return QLatin1String("micoff");
    case Icon::More:
        return QLatin1String("more");
    case Icon::Message:
        return QLatin1String("msg");
    case Icon::NameAlert:
        return QLatin1String("name");
    case Icon::Note:
        return QLatin1String("note");
    case Icon::Offline:
        return QLatin1String("off");
    case Icon::Organisation:
        return QLatin1String("org");
    case Icon::SignOut:
        return QLatin1String("out");
    case Icon::Panel:
        return QLatin1String("panel");
    case Icon::Patients:
        return QLatin1String("patients");
    case Icon::Pause:
        return QLatin1String("pause");
    case Icon::Computer:
        return QLatin1String("pc");
    case Icon::Pen:
        return QLatin1String("pen");
    case Icon::People:
        return QLatin1String("people");
    case Icon::Phone:
        return QLatin1String("phone");
    case Icon::Play:
        return QLatin1String("play");
    case Icon::Plus:
        return QLatin1String("plus");
    case Icon::Print:
        return QLatin1String("print");
    case Icon::Refresh:
        return QLatin1String("refresh");
    case Icon::Search:
        return QLatin1String("search");
    case Icon::Server:
        return QLatin1String("server");
    case Icon::Settings:
        return QLatin1String("settings");
    case Icon::Shield:
        return QLatin1String("shield");
    case Icon::StatusArrived:
        return QLatin1String("status-arr");
    case Icon::StatusCancelled:
        return QLatin1String("status-can");
    case Icon::StatusConfirmed:
        return QLatin1String("status-con");
    case Icon::StatusDone:
        return QLatin1String("status-don");
    case Icon::StatusNoShow:
        return QLatin1String("status-nos");
    case Icon::StatusInProgress:
        return QLatin1String("status-pro");
    case Icon::StatusRoomed:
        return QLatin1String("status-roo");
    case Icon::StatusScheduled:
        return QLatin1String("status-sch");
    case Icon::Sunset:
        return QLatin1String("sunset");
    case Icon::Swap:
        return QLatin1String("swap");
    case Icon::Team:
        return QLatin1String("team");
    case Icon::Onward:
        return QLatin1String("to");
    case Icon::Trend:
        return QLatin1String("trend");
    case Icon::Upload:
        return QLatin1String("upload");
    case Icon::User:
        return QLatin1String("user");
    case Icon::Voicemail:
        return QLatin1String("vm");
    case Icon::Waitlist:
        return QLatin1String("wait");
    case Icon::Warn:
        return QLatin1String("warn");
    case Icon::Week:
        return QLatin1String("week");
    case Icon::Work:
        return QLatin1String("work");
    case Icon::Close:
        return QLatin1String("x");
    }
    Q_UNREACHABLE();
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

QIcon tintedIcon(Icon icon, qreal size, const QColor& ink, const QColor& disabledInk) {
    QIcon result;
    for (const qreal ratio : {1.0, 2.0}) {
        result.addPixmap(iconPixmap(icon, size, ink, ratio), QIcon::Normal);
        result.addPixmap(iconPixmap(icon, size, disabledInk, ratio), QIcon::Disabled);
    }
    return result;
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
