#include "ui/sign_in/qr_code.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <memory>
#include <qrencode.h>

namespace custos::ui {

namespace {

constexpr int quietZone = 4;
constexpr int side = 236;

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

} // namespace

QImage qrModules(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeString8bit(bytes.constData(), 0, QR_ECLEVEL_L));
    if (!code) {
        return {};
    }
    QImage modules(code->width, code->width, QImage::Format_RGB32);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            const bool dark = code->data[y * code->width + x] & 1;
            modules.setPixel(x, y, dark ? qRgb(0, 0, 0) : qRgb(255, 255, 255));
        }
    }
    return modules;
}

QrCode::QrCode(const QString& text, QWidget* parent)
    : QWidget(parent)
    , modules_(qrModules(text)) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("QR code of the key that is written below it"));
}

QSize QrCode::sizeHint() const {
    const int size = Theme::of(this).px(side);
    return {size, size};
}

void QrCode::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawBox(painter, rect(), theme.pxF(8), lightTokens().surface, theme.colours().lineStrong);
    if (modules_.isNull()) {
        return;
    }
    // Whole device pixels for each module, or its edges blur.
    const qreal ratio = devicePixelRatioF();
    const int step = int(width() * ratio) / (modules_.width() + 2 * quietZone);
    const qreal module = step / ratio;
    const qreal start = qRound((width() - module * modules_.width()) / 2 * ratio) / ratio;
    for (int y = 0; y < modules_.height(); ++y) {
        for (int x = 0; x < modules_.width(); ++x) {
            if (qGray(modules_.pixel(x, y)) == 0) {
                painter.fillRect(QRectF(start + x * module, start + y * module, module, module),
                                 lightTokens().text);
            }
        }
    }
}

} // namespace custos::ui
