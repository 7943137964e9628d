#include "ui/audit/filter_panel.h"

#include "ui/audit/audit_words.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int panelWidth = 196;
constexpr char valueProperty[] = "custosValue";

QString valueOf(const QButtonGroup& group) {
    return group.checkedButton() ? group.checkedButton()->property(valueProperty).toString() : QString();
}

} // namespace

FilterPanel::FilterPanel(QWidget* parent)
    : Surface(&Tokens::surface2, parent)
    , field_(new LineEdit(LineEdit::Height::Medium)) {
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
    outcome_ = addSection(*column, tr("Outcome"));
    action_ = addSection(*column, tr("Action"));
    person_ = addSection(*column, tr("Person"));
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
    listOutcomes();
    listActions();
    setPeople({});
    connect(field_, &QLineEdit::textChanged, this, &FilterPanel::narrow);
}

FilterPanel::Section FilterPanel::addSection(QVBoxLayout& column, const QString& title) {
    const Theme& theme = Theme::of(this);
    auto* heading = new Text(title, TypeRole::H4);
    heading->setContentsMargins(0, theme.px(12), 0, theme.px(4));
    auto* rows = new QVBoxLayout;
    rows->setSpacing(0);
    column.addWidget(heading);
    column.addLayout(rows);
    auto* group = new QButtonGroup(this);
    connect(group, &QButtonGroup::buttonClicked, this, &FilterPanel::take);
    return {heading, rows, group};
}

QRadioButton* FilterPanel::addChoice(Section& section, const QString& text, const QString& value) {
    auto* choice = new QRadioButton(text);
    choice->setFont(Theme::of(this).font(TypeRole::Small));
    choice->setProperty(valueProperty, value);
    choice->setChecked(value.isEmpty());
    section.group->addButton(choice);
    section.rows->addWidget(choice);
    return choice;
}

void FilterPanel::listOutcomes() {
    addChoice(outcome_, tr("Any outcome"), {});
    for (const auto outcome : {ledger::Outcome::Allowed, ledger::Outcome::Denied, ledger::Outcome::Failed}) {
        const std::string_view code = ledger::name(outcome);
        addChoice(outcome_, outcomeText(outcome), QString::fromLatin1(code.data(), qsizetype(code.size())));
    }
}

void FilterPanel::listActions() {
    addChoice(action_, tr("Any action"), {});
    for (const ledger::Action action : ledger::allActions()) {
        const std::string_view code = ledger::name(action).value_or(std::string_view());
        addChoice(action_, actionText(action), QString::fromLatin1(code.data(), qsizetype(code.size())));
    }
}

void FilterPanel::setPeople(const QHash<UserId, QString>& people) {
    const QString chosen = valueOf(*person_.group);
    QHash<QString, QString> byId;
    for (auto person = people.begin(); person != people.end(); ++person)
        byId.insert(person.key().toString(), person.value());
    if (person_.group->buttons().size() == byId.size() + 1)
        return;
    qDeleteAll(person_.group->buttons());
    addChoice(person_, tr("Anybody"), {});
    QStringList ids = byId.keys();
    std::ranges::sort(ids, [&](const QString& a, const QString& b) {
        return QString::localeAwareCompare(byId.value(a), byId.value(b)) < 0;
    });
    for (const QString& id : std::as_const(ids))
        addChoice(person_, byId.value(id), id)->setChecked(id == chosen);
    narrow(field_->text());
}

void FilterPanel::narrow(const QString& text) {
    for (const Section& section : {action_, person_}) {
        const auto choices = section.group->buttons();
        for (QAbstractButton* choice : choices)
            choice->setVisible(choice->isChecked() || choice->text().contains(text, Qt::CaseInsensitive));
    }
}

void FilterPanel::take() {
    AuditFilter filter;
    filter.outcome = valueOf(*outcome_.group);
    filter.action = valueOf(*action_.group);
    filter.actor = UserId::parse(valueOf(*person_.group));
    if (filter == filter_)
        return;
    filter_ = filter;
    Q_EMIT filterChanged(filter_);
}

void FilterPanel::clear() {
    for (const Section& section : {outcome_, action_, person_})
        section.group->buttons().first()->setChecked(true);
    field_->clear();
    take();
}

void FilterPanel::focusField() {
    field_->setFocus(Qt::ShortcutFocusReason);
    field_->selectAll();
}

void FilterPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape)
        return Surface::keyPressEvent(event);
    field_->clear();
    Q_EMIT left();
}

} // namespace custos::ui
