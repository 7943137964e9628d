#include "ui/audit/filter_panel.h"

#include "ui/audit/action_picker.h"
#include "ui/audit/audit_words.h"
#include "ui/audit/choice_group.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text.h"

#include <QKeyEvent>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int panelWidth = 196;

} // namespace

FilterPanel::FilterPanel(QWidget* parent)
    : Surface(&Tokens::surface2, parent)
    , field_(new LineEdit(LineEdit::Height::Medium))
    , outcome_(new ChoiceGroup(this))
    , action_(new ActionPicker)
    , person_(new ChoiceGroup(this)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::RightEdge);
    setFixedWidth(theme.px(panelWidth));
    setAccessibleName(tr("Filter"));
    field_->setPlaceholderText(tr("Action or person"));
    field_->setAccessibleName(tr("Find an action or a person to filter by"));
    auto* inner = new Surface(&Tokens::surface2);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(theme.px(14), 0, theme.px(8), theme.px(12));
    column->setSpacing(0);
    QVBoxLayout* outcomes = addSection(*column, tr("Outcome"));
    addSection(*column, tr("Action"))->addWidget(action_);
    people_ = addSection(*column, tr("Person"));
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, theme.px(10), 1, 0);
    whole->setSpacing(theme.px(4));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme.px(14), 0, theme.px(13), 0);
    head->addWidget(field_);
    whole->addLayout(head);
    whole->addWidget(scroll, 1);
    listOutcomes(*outcomes);
    setPeople({});
    connect(outcome_, &ChoiceGroup::chosen, this, &FilterPanel::take);
    connect(person_, &ChoiceGroup::chosen, this, &FilterPanel::take);
    connect(action_, &ActionPicker::picked, this, &FilterPanel::take);
    connect(field_, &QLineEdit::textChanged, this, &FilterPanel::narrow);
}

QVBoxLayout* FilterPanel::addSection(QVBoxLayout& column, const QString& title) {
    const Theme& theme = Theme::of(this);
    auto* heading = new Text(title, TypeRole::H4);
    heading->setContentsMargins(0, theme.px(12), 0, theme.px(4));
    auto* rows = new QVBoxLayout;
    rows->setSpacing(0);
    column.addWidget(heading);
    column.addLayout(rows);
    return rows;
}

void FilterPanel::listOutcomes(QVBoxLayout& rows) {
    outcome_->add(rows, tr("Any outcome"), {});
    for (const auto outcome : {ledger::Outcome::Allowed, ledger::Outcome::Denied, ledger::Outcome::Failed}) {
        const std::string_view code = ledger::name(outcome);
        outcome_->add(rows, outcomeText(outcome), QString::fromLatin1(code.data(), qsizetype(code.size())));
    }
}

void FilterPanel::setPeople(const QHash<UserId, QString>& people) {
    const QString chosen = person_->value();
    QHash<QString, QString> byId;
    for (auto person = people.begin(); person != people.end(); ++person)
        byId.insert(person.key().toString(), person.value());
    if (person_->buttons().size() == byId.size() + 1)
        return;
    qDeleteAll(person_->buttons());
    person_->add(*people_, tr("Anybody"), {});
    QStringList ids = byId.keys();
    std::ranges::sort(ids, [&](const QString& a, const QString& b) {
        return QString::localeAwareCompare(byId.value(a), byId.value(b)) < 0;
    });
    for (const QString& id : std::as_const(ids))
        person_->add(*people_, byId.value(id), id, id == chosen);
    narrowPeople(field_->text());
}

void FilterPanel::narrow(const QString& text) {
    action_->narrow(text);
    const int found = action_->shown() + narrowPeople(text);
    if (!text.isEmpty())
        announce(*this, tr("%n found", nullptr, found));
}

int FilterPanel::narrowPeople(const QString& text) {
    int found = 0;
    const auto people = person_->buttons();
    for (QAbstractButton* person : people) {
        const bool matches = person->text().contains(text, Qt::CaseInsensitive);
        person->setVisible(person->isChecked() || matches);
        found += matches;
    }
    return found;
}

void FilterPanel::take() {
    AuditFilter filter;
    filter.outcome = outcome_->value();
    filter.action = action_->action();
    filter.actor = UserId::parse(person_->value());
    if (filter == filter_)
        return;
    filter_ = filter;
    Q_EMIT filterChanged(filter_);
}

void FilterPanel::clear() {
    outcome_->reset();
    action_->reset();
    person_->reset();
    field_->clear();
    take();
}

void FilterPanel::focusField() {
    field_->setFocus(Qt::ShortcutFocusReason);
    field_->selectAll();
}

void FilterPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        field_->clear();
        Q_EMIT left();
    } else if (event->key() == Qt::Key_Down && field_->hasFocus()) {
        focusNextChild();
    } else {
        Surface::keyPressEvent(event);
    }
}

} // namespace custos::ui
