#include "ui/audit/choice_group.h"

#include "ui/theme/theme.h"

#include <QRadioButton>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr char valueProperty[] = "custosValue";

} // namespace

ChoiceGroup::ChoiceGroup(QObject* parent)
    : QButtonGroup(parent) {
    connect(this, &QButtonGroup::buttonToggled, this, [this](QAbstractButton*, bool checked) {
        if (checked)
            Q_EMIT chosen();
    });
}

QRadioButton* ChoiceGroup::add(QVBoxLayout& rows, const QString& text, const QString& value, bool checked) {
    auto* choice = new QRadioButton(text);
    choice->setFont(Theme::of(choice).font(TypeRole::Small));
    choice->setProperty(valueProperty, value);
    const QSignalBlocker nobodyActed(this);
    addButton(choice);
    choice->setChecked(checked || value.isEmpty());
    rows.addWidget(choice);
    return choice;
}

QString ChoiceGroup::value() const {
    return checkedButton() ? checkedButton()->property(valueProperty).toString() : QString();
}

void ChoiceGroup::reset() {
    const QSignalBlocker nobodyActed(this);
    buttons().first()->setChecked(true);
}

} // namespace custos::ui
