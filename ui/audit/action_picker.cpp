#include "ui/audit/action_picker.h"

#include "ui/audit/audit_words.h"
#include "ui/audit/choice_group.h"
#include "ui/widgets/fold_button.h"

#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace custos::ui {

namespace {

struct ActionRange {
    int first; ///< Its number, and those up to the next range.
    const char* words;
};

// A new action falls into a group by its number alone.
constexpr std::array ranges{
    ActionRange{100, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Sessions")},
    ActionRange{120, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Passwords and codes")},
    ActionRange{140, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "People and accounts")},
    ActionRange{160, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Practice")},
    ActionRange{200, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Schedule")},
    ActionRange{300, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Patients")},
    ActionRange{400, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Audit trail")},
    ActionRange{500, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Import")},
    ActionRange{600, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Rights")},
    ActionRange{610, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Break glass, acting as")},
    ActionRange{630, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Incidents")},
    ActionRange{640, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Covering")},
    ActionRange{650, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Platform")},
    ActionRange{700, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "Keys and protection")},
    ActionRange{900, QT_TRANSLATE_NOOP("custos::ui::ActionPicker", "The log itself")},
};

} // namespace

QString actionGroupText(ledger::Action action) {
    const auto after = std::find_if(ranges.begin() + 1, ranges.end(),
                                    [action](const ActionRange& range) { return range.first > int(action); });
    return ActionPicker::tr((after - 1)->words);
}

ActionPicker::ActionPicker(QWidget* parent)
    : QWidget(parent)
    , rows_(new QVBoxLayout(this))
    , choices_(new ChoiceGroup(this)) {
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(0);
    choices_->add(*rows_, tr("Any action"), {});
    for (const ledger::Action action : ledger::allActions()) {
        Group& group = groupOf(action);
        const std::string_view code = ledger::name(action).value_or(std::string_view());
        group.choices.append(choices_->add(*rows_, actionText(action),
                                           QString::fromLatin1(code.data(), qsizetype(code.size()))));
    }
    for (const Group& group : std::as_const(groups_)) {
        connect(group.heading, &QAbstractButton::toggled, this, [this, &group] { refresh(group); });
        refresh(group);
    }
    connect(choices_, &ChoiceGroup::chosen, this, [this] {
        std::ranges::for_each(groups_, [this](const Group& group) { refresh(group); });
        Q_EMIT picked();
    });
}

ActionPicker::Group& ActionPicker::groupOf(ledger::Action action) {
    const QString words = actionGroupText(action);
    if (groups_.isEmpty() || groups_.last().heading->text() != words) {
        groups_.append(Group{new FoldButton(words), {}});
        rows_->addWidget(groups_.last().heading);
    }
    return groups_.last();
}

QString ActionPicker::action() const {
    return choices_->value();
}

void ActionPicker::reset() {
    choices_->reset();
    narrow({});
}

void ActionPicker::narrow(const QString& text) {
    text_ = text;
    for (const Group& group : std::as_const(groups_)) {
        const bool found =
            !text.isEmpty() && std::ranges::any_of(group.choices, [&](const QRadioButton* choice) {
                return matches(group, *choice);
            });
        group.heading->setVisible(text.isEmpty() || found);
        group.heading->setChecked(found);
        refresh(group);
    }
}

void ActionPicker::refresh(const Group& group) {
    for (QRadioButton* choice : group.choices)
        choice->setVisible(choice->isChecked() || (group.heading->isChecked() && matches(group, *choice)));
}

bool ActionPicker::matches(const Group& group, const QRadioButton& choice) const {
    return choice.text().contains(text_, Qt::CaseInsensitive) ||
           group.heading->text().contains(text_, Qt::CaseInsensitive);
}

int ActionPicker::shown() const {
    int count = 0;
    for (const Group& group : groups_)
        count +=
            int(std::ranges::count_if(group.choices, [](const QRadioButton* c) { return !c->isHidden(); }));
    return count;
}

} // namespace custos::ui
