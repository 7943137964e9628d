#include "ui/theme/painting.h"

#include "ui/theme/theme.h"

#include <qdrawutil.h>
#include <QFontMetricsF>
#include <QImage>
#include <QKeySequence>
#include <QPainter>
#include <QPixmapCache>

#include <array>
#include <vector>

namespace custos::ui {

namespace {

/// One pass of a running mean over a line; three passes are a Gaussian to the eye.
void blurLine(uchar* first, int count, qsizetype stride, int reach, std::vector<uchar>& scratch) {
    const int window = 2 * reach + 1;
    int sum = 0;
    const auto at = [&](int i) { return i < 0 || i >= count ? 0 : int(first[i * stride]); };
    for (int i = -reach; i <= reach; ++i) {
        sum += at(i);
    }
    for (int i = 0; i < count; ++i) {
        scratch[std::size_t(i)] = uchar(sum / window);
        sum += at(i + reach + 1) - at(i - reach);
    }
    for (int i = 0; i < count; ++i) {
        first[i * stride] = scratch[std::size_t(i)];
    }
}

void blur(QImage& alpha, int reach) {
    std::vector<uchar> scratch(std::size_t(qMax(alpha.width(), alpha.height())));
    for (int pass = 0; pass < 3; ++pass) {
        for (int y = 0; y < alpha.height(); ++y) {
            blurLine(alpha.scanLine(y), alpha.width(), 1, reach, scratch);
        }
        for (int x = 0; x < alpha.width(); ++x) {
            blurLine(alpha.bits() + x, alpha.height(), alpha.bytesPerLine(), reach, scratch);
        }
    }
}

/// `blurRadius` as the design states it: twice the standard deviation. Three running means of
/// 2r + 1 have a deviation of about sqrt(r * (r + 1)).
QImage shadow(QSize size, const QRectF& box, qreal radius, qreal blurRadius, const QColor& ink) {
    QImage alpha(size, QImage::Format_Alpha8);
    alpha.fill(0);
    {
        QPainter painter(&alpha);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        painter.drawRoundedRect(box, radius, radius);
    }
    blur(alpha, qMax(1, qRound(blurRadius / 2.0)));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(ink);
    QPainter painter(&image);
    painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    painter.drawImage(0, 0, alpha);
    return image;
}

QPixmap elevationPatch(const Theme& theme, int margin, int corner) {
    const QString key =
        QStringLiteral("custos/elevation/%1/%2").arg(int(theme.scheme())).arg(theme.scalePercent());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    const int side = 2 * (margin + corner) + 1;
    const QRectF box(margin, margin, side - 2 * margin, side - 2 * margin);
    const qreal radius = theme.pxF(8);
    const QColor ink = theme.colours().shadow;
    QImage image = shadow({side, side}, box.translated(0, theme.pxF(8)), radius, theme.pxF(28), ink);
    QPainter painter(&image);
    painter.drawImage(0, 0, shadow({side, side}, box.translated(0, 1), radius, theme.pxF(3), ink));
    painter.end();
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawCap(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme,
             const QColor& ink) {
    painter.setFont(theme.font(TypeRole::Caption));
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace

void drawBox(QPainter& painter, const QRectF& box, qreal radius, const QColor& fill, const QColor& border,
             qreal borderWidth) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal half = borderWidth / 2;
    painter.setPen(borderWidth > 0 && border.isValid() ? QPen(border, borderWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const bool hasPen = painter.pen().style() != Qt::NoPen;
    const QRectF path = hasPen ? box.adjusted(half, half, -half, -half) : box;
    const qreal inner = hasPen ? qMax(0.0, radius - half) : radius;
    painter.drawRoundedRect(path, inner, inner);
    painter.restore();
}

void drawElevation(QPainter& painter, const QRect& box, const Theme& theme) {
    const int margin = theme.px(elevationMargin) + theme.px(8);
    const int corner = 2 * margin;
    const QPixmap patch = elevationPatch(theme, margin, corner);
    const QRect target = box.adjusted(-margin, -margin, margin, margin);
    const int edgeX = qMin(margin + corner, target.width() / 2);
    const int edgeY = qMin(margin + corner, target.height() / 2);
    const QMargins targetMargins(edgeX, edgeY, edgeX, edgeY);
    qDrawBorderPixmap(&painter, target, targetMargins, patch, patch.rect(), targetMargins, QTileRules());
}

QString keyCapText(const QKeySequence& keys) {
    // The keyboard's cap says Enter, whatever Qt calls the key.
    const bool isReturn = keys == QKeySequence(Qt::Key_Return);
    return (isReturn ? QKeySequence(Qt::Key_Enter) : keys)
        .toString(QKeySequence::NativeText)
        .replace(QLatin1Char('+'), QLatin1Char(' '));
}

QSizeF keyCapSize(const QString& text, const Theme& theme) {
    const QFontMetricsF metrics(theme.font(TypeRole::Caption));
    const qreal height = theme.px(18);
    return {qMax(height, metrics.horizontalAdvance(text) + theme.px(10)), height};
}

void drawKeyCap(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme) {
    const Tokens& c = theme.colours();
    drawBox(painter, box, theme.pxF(4), c.key, c.keyLine);
    drawCap(painter, box, text, theme, c.text2);
}

void drawKeyCapOutline(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme,
                       const QColor& ink) {
    drawBox(painter, box, theme.pxF(4), QColor(), ink);
    drawCap(painter, box, text, theme, ink);
}

QColor mixed(const QColor& first, const QColor& second, qreal share) {
    const auto mix = [share](int a, int b) { return qRound(a * share + b * (1 - share)); };
    return {mix(first.red(), second.red()), mix(first.green(), second.green()),
            mix(first.blue(), second.blue())};
}

} // namespace custos::ui
