#include "ui/sign_in/recovery_codes.h"

#include "ui/theme/theme.h"
#include "ui/widgets/printing.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QPainter>
#include <QPrinter>

namespace custos::ui {

namespace {

void paintSheet(QPrinter& printer, const QString& practice, const QString& username,
                const QStringList& codes) {
    const Theme paper;
    QPainter painter(&printer);
    const qreal unit = printer.resolution() / 96.0;
    painter.scale(unit, unit);
    painter.setPen(Qt::black);
    int y = 48;
    const auto line = [&](TypeRole role, const QString& text, int step) {
        painter.setFont(paper.font(role));
        painter.drawText(48, y, text);
        y += step;
    };
    line(TypeRole::H1, RecoveryCodes::tr("Recovery codes"), 28);
    line(TypeRole::Body, RecoveryCodes::tr("%1, %2", "practice, username").arg(practice, username), 32);
    for (const QString& code : codes) {
        line(TypeRole::MonoLarge, code, 24);
    }
    y += 12;
    line(TypeRole::Body, RecoveryCodes::tr("Each code works once. Keep this sheet in a safe."), 0);
}

} // namespace

RecoveryCodes::RecoveryCodes(QWidget* parent)
    : Surface(&Tokens::surface2, parent)
    , grid_(new QGridLayout(this)) {
    const Theme& theme = Theme::of(this);
    setBorder(&Tokens::line, 6);
    grid_->setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(10));
    grid_->setHorizontalSpacing(0);
    grid_->setVerticalSpacing(theme.px(5));
    fill(QStringList(count, QStringLiteral("•••• - ••••")), &Tokens::text3);
    setAccessibleName(tr("Recovery codes, shown after the code is accepted"));
}

void RecoveryCodes::fill(const QStringList& codes, Ink ink) {
    while (QLayoutItem* item = grid_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < codes.size(); ++i) {
        auto* code = new Text(codes.at(i), TypeRole::Mono, ink);
        code->setTextInteractionFlags(Qt::NoTextInteraction);
        grid_->addWidget(code, i / 2, i % 2);
    }
    grid_->setColumnStretch(0, 1);
    grid_->setColumnStretch(1, 1);
}

void RecoveryCodes::setCodes(const QStringList& codes) {
    fill(codes, &Tokens::text);
    setAccessibleName(tr("Recovery codes"));
}

void printRecoveryCodes(QWidget& window, const QString& practice, const QString& username,
                        const QStringList& codes) {
    offerPrinting(window, RecoveryCodes::tr("Print the recovery codes"),
                  [practice, username, codes](QPrinter& printer) {
                      // The job's name reaches the spooler: it says nothing of whom and what.
                      printer.setDocName(QStringLiteral("Custos"));
                      paintSheet(printer, practice, username, codes);
                  });
}

} // namespace custos::ui
