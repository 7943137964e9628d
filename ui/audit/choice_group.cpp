#include "ui/audit/choice_group.h"

#include "ui/theme/theme.h"

#include <QRadioButton>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr char valueProperty[] = "custosValue";

} // namespace

QRadioButton* ChoiceGroup::add(QVBoxLayout& rows, const QString& text, const QString& value) {
    auto* choice = new QRadioButton(text);
    choice->setFont(Theme::of(choice).font(TypeRole::Small));
    choice->setProperty(valueProperty, value);
    choice->setChecked(value.isEmpty());
    addButton(choice);
    rows.addWidget(choice);
    return choice;
}

QString ChoiceGroup::value() const {
    return checkedButton() ? checkedButton()->property(valueProperty).toString() : QString();
}

} // namespace custos::ui
