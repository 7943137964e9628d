#pragma once

#include "ui/widgets/surface.h"

class QGridLayout;

namespace custos::ui {

/// Where the eight recovery codes stand: dots until they are known.
class RecoveryCodes : public Surface {
    Q_OBJECT

public:
    static constexpr int count = 8;

    explicit RecoveryCodes(QWidget* parent = nullptr);

    void setCodes(const QStringList& codes);

private:
    void fill(const QStringList& codes, Ink ink);

    QGridLayout* grid_;
};

/// Asks for a printer and prints the codes on one sheet.
void printRecoveryCodes(QWidget& window, const QString& practice, const QString& username,
                        const QStringList& codes);

} // namespace custos::ui
