#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

namespace custos::ui {

/// The modules of a QR code (ISO/IEC 18004, level L: a screen has no scratches, and larger modules
/// scan better) as one pixel each, black on white, without the quiet zone. Null when the text does not fit in
/// a code.
[[nodiscard]] QImage qrModules(const QString& text);

/// A QR code with its quiet zone of four modules, on white in either theme: scanners want it so.
class QrCode : public QWidget {
    Q_OBJECT

public:
    explicit QrCode(const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage modules_;
};

} // namespace custos::ui
