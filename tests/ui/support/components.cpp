#include "tests/ui/support/components.h"

#include "ui/theme/theme.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/field.h"
#include "ui/widgets/ring.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/setup_card.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListWidget>
#include <QRadioButton>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

namespace custos::test {

namespace {

using ui::Button;

QHBoxLayout* newRow(QVBoxLayout* column) {
    auto* row = new QHBoxLayout;
    row->setSpacing(14);
    column->addLayout(row);
    return row;
}

QVBoxLayout* newSection(QLayout* into, const QString& title) {
    ui::Surface* card = ui::newCard();
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(12);
    column->addWidget(new ui::Text(title, ui::TypeRole::H4));
    into->addWidget(card);
    return column;
}

void fillButtons(QVBoxLayout* column) {
    QHBoxLayout* row = newRow(column);
    const auto add = [row](const char* text, Button::Kind kind, Button::Size size = Button::Size::Medium) {
        auto* button = new Button(QString::fromLatin1(text), kind, size);
        row->addWidget(button);
        return button;
    };
    add("Book", Button::Kind::Primary)->setKeyCap(Qt::Key_B);
    add("Book", Button::Kind::Primary)->setEnabled(false);
    add("Book 3:30 PM today", Button::Kind::Primary)->setBusy(QStringLiteral("Booking"));
    add("Cancel", Button::Kind::Plain);
    add("Lock", Button::Kind::Plain)->setGlyph(ui::Icon::Lock);
    add("Revoke", Button::Kind::Danger);
    add("Cancel visit", Button::Kind::DangerConfirm)->setKeyCap(Qt::Key_Return);
    add("Skip", Button::Kind::Ghost);
    add("Small", Button::Kind::Plain, Button::Size::Small);
    add("Large", Button::Kind::Plain, Button::Size::Large);
    add("Show", Button::Kind::Link);
    row->addStretch();
}

void fillFields(QVBoxLayout* column) {
    QHBoxLayout* row = newRow(column);
    const auto add = [row](const char* text) {
        auto* field = new ui::Field(QStringLiteral("Member ID"), ui::LineEdit::Height::Medium);
        field->edit().setText(QString::fromLatin1(text));
        row->addWidget(field, 1, Qt::AlignTop);
        return field;
    };
    auto* empty = add("");
    empty->edit().setPlaceholderText(QStringLiteral("NWM 0000 0000"));
    empty->setHelp(QStringLiteral("From the front of the card"));
    add("NWM 004")->setError(QStringLiteral("8 digits after NWM, 3 found"));
    add("NWM 0048")->setEnabled(false);
    auto* combo = new QComboBox;
    combo->addItems({QStringLiteral("Diabetes follow-up"), QStringLiteral("Recall")});
    row->addWidget(combo, 1, Qt::AlignBottom);

    QHBoxLayout* choices = newRow(column);
    for (const bool on : {false, true}) {
        for (const bool enabled : {true, false}) {
            auto* box = new QCheckBox(QStringLiteral("Mornings"));
            auto* radio = new QRadioButton(QStringLiteral("Emergency"));
            radio->setAutoExclusive(false);
            for (QAbstractButton* choice :
                 {static_cast<QAbstractButton*>(box), static_cast<QAbstractButton*>(radio)}) {
                choice->setChecked(on);
                choice->setEnabled(enabled);
                choices->addWidget(choice);
            }
        }
    }
    choices->addWidget(
        new ui::Segmented(QStringLiteral("View"), {QStringLiteral("Day"), QStringLiteral("Week")}));
    choices->addStretch();
}

void fillChips(QVBoxLayout* column) {
    QHBoxLayout* row = newRow(column);
    using ui::Tone;
    for (const Tone tone : {Tone::Ok, Tone::Warn, Tone::Bad, Tone::Info, Tone::Accent, Tone::Neutral}) {
        auto* chip = new ui::Chip(QStringLiteral("Sample"), tone,
                                  tone == Tone::Neutral ? ui::Chip::Shape::Square : ui::Chip::Shape::Round);
        chip->setGlyph(ui::Icon::Info);
        row->addWidget(chip);
    }
    auto* status = new ui::Chip(QStringLiteral("Arrived 10:31"), Tone::Neutral);
    status->setStatus(&ui::Tokens::arrived, ui::Icon::StatusArrived);
    row->addWidget(status);
    row->addWidget(new ui::Avatar(QStringLiteral("Mira Okonjo"), 28));
    row->addWidget(new ui::StepBadge(3));
    auto* ring = new ui::CountdownRing;
    ring->setShare(0.6);
    row->addWidget(ring);
    row->addStretch();
}

void fillViews(QVBoxLayout* column) {
    QHBoxLayout* row = newRow(column);
    auto* empty = new ui::EmptyState(ui::Icon::Waitlist, QStringLiteral("Waitlist is empty"),
                                     QStringLiteral("Add someone when no opening suits them"));
    empty->setAct(QStringLiteral("Add to waitlist"))->setKeyCap(Qt::Key_W);
    row->addWidget(empty, 1);
    auto* list = new QListWidget;
    for (int i = 0; i < 40; ++i) {
        list->addItem(QStringLiteral("Sample line %1").arg(i));
    }
    list->setCurrentRow(1);
    row->addWidget(list, 1);
    auto* table = new QTableWidget(3, 2);
    table->setHorizontalHeaderLabels({QStringLiteral("Time"), QStringLiteral("Actor")});
    table->setItem(0, 0, new QTableWidgetItem(QStringLiteral("21:56:07")));
    table->verticalHeader()->hide();
    row->addWidget(table, 1);
}

} // namespace

std::unique_ptr<QWidget> componentSheet() {
    auto sheet = std::make_unique<QWidget>();
    auto* column = new QVBoxLayout(sheet.get());
    column->setContentsMargins(22, 16, 22, 16);
    column->setSpacing(14);
    fillButtons(newSection(column, QStringLiteral("Buttons")));
    fillFields(newSection(column, QStringLiteral("Fields")));
    fillChips(newSection(column, QStringLiteral("Chips")));
    fillViews(newSection(column, QStringLiteral("Views")));
    using ui::Tone;
    column->addWidget(
        new ui::Banner(Tone::Warn, ui::Icon::Offline, QStringLiteral("Offline. This is a saved copy.")));
    column->addWidget(
        new ui::Banner(Tone::Info, ui::Icon::Eye, QStringLiteral("Viewing as Mira Okonjo. Read only.")));
    column->addWidget(
        new ui::Banner(Tone::Bad, ui::Icon::Warn, QStringLiteral("The server’s certificate changed.")));
    column->addStretch();
    return sheet;
}

} // namespace custos::test
