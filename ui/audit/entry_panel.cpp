#include "ui/audit/entry_panel.h"

#include "models/audit/ledger_values.h"
#include "ui/audit/audit_words.h"
#include "ui/audit/proof_path.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/close_button.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int labelWidth = 84;

QString joined(const std::vector<std::string>& codes) {
    QStringList words;
    for (const std::string& code : codes)
        words << codeText(code).toLower();
    return words.join(QLatin1String(", "));
}

QString joined(const std::vector<ledger::Detail>& details) {
    QStringList words;
    for (const ledger::Detail& detail : details)
        words << QStringLiteral("%1 %2").arg(codeText(detail.key), QString::fromLatin1(detail.value.c_str()));
    return words.join(QLatin1String(", "));
}

QVBoxLayout* newSection(QWidget* section) {
    const Theme& theme = Theme::of(section);
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(11));
    column->setSpacing(0);
    return column;
}

void empty(QGridLayout& grid) {
    while (QLayoutItem* item = grid.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

EntryPanel::EntryPanel(const AuditTable& table, const AuditProof& proof, QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , table_(table)
    , proof_(proof)
    , title_(new Text(QString(), TypeRole::H2))
    , place_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , facts_(nullptr)
    , state_(new Chip(QString(), Tone::Neutral))
    , hash_(new Text(QString(), TypeRole::Mono))
    , way_(new QWidget)
    , headLabel_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , head_(new Text(QString(), TypeRole::Mono))
    , steps_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , path_(new ProofPath)
    , signed_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , why_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , save_(new Button(tr("Save proof"), Button::Kind::Plain))
    , again_(new Button(tr("Prove again"), Button::Kind::Plain)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::LeftEdge);
    setAccessibleName(tr("Entry"));
    auto* inner = new Surface(&Tokens::surface);
    auto* sections = new QVBoxLayout(inner);
    sections->setContentsMargins(0, 0, 0, 0);
    sections->setSpacing(0);
    auto* about = new QWidget;
    auto* aboutColumn = newSection(about);
    facts_ = new QGridLayout;
    facts_->setHorizontalSpacing(theme.px(4));
    facts_->setVerticalSpacing(theme.px(3));
    facts_->setColumnMinimumWidth(0, theme.px(labelWidth));
    facts_->setColumnStretch(1, 1);
    aboutColumn->addLayout(facts_);
    sections->addWidget(about);
    sections->addWidget(new Hairline);
    sections->addWidget(makeProof());
    sections->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("What the entry says, and its proof"));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(scroll, 1);
    column->addWidget(makeFooter());
}

QWidget* EntryPanel::makeHeader() {
    const Theme& theme = Theme::of(this);
    auto* header = new Surface(&Tokens::surface);
    header->setEdges(Qt::BottomEdge);
    close_ = new CloseButton;
    close_->setAccessibleName(tr("Close the entry"));
    connect(close_, &QAbstractButton::clicked, this, &EntryPanel::closed);
    title_->setElided(true);
    place_->setElided(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(theme.px(2));
    words->addWidget(title_);
    words->addWidget(place_);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(theme.px(16), theme.px(12), theme.px(8), theme.px(12));
    row->addLayout(words, 1);
    row->addWidget(close_, 0, Qt::AlignTop);
    return header;
}

void EntryPanel::setOver(bool over) {
    close_->setVisible(!over);
}

QWidget* EntryPanel::makeProof() {
    const Theme& theme = Theme::of(this);
    auto* section = new QWidget;
    section->setAccessibleName(tr("Proof"));
    auto* column = newSection(section);
    auto* head = new QHBoxLayout;
    head->addWidget(new Text(tr("Proof"), TypeRole::H4));
    head->addStretch(1);
    head->addWidget(state_);
    auto* copy = new Button(tr("Copy"), Button::Kind::Link);
    copy->setAccessibleName(tr("Copy the entry’s hash"));
    connect(copy, &QAbstractButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(
            QString::fromLatin1(hash_->text().toLatin1().replace('\n', "").replace(' ', "")));
    });
    auto* label = new QHBoxLayout;
    label->addWidget(new Text(tr("Entry hash"), TypeRole::Small, &Tokens::text2));
    label->addStretch(1);
    label->addWidget(copy);
    column->addLayout(head);
    column->addSpacing(theme.px(4));
    column->addLayout(label);
    column->addWidget(hash_);
    column->addSpacing(theme.px(6));
    why_->setWordWrap(true);
    column->addWidget(why_);
    auto* way = new QVBoxLayout(way_);
    way->setContentsMargins(0, 0, 0, 0);
    way->setSpacing(theme.px(2));
    way->addWidget(headLabel_);
    way->addWidget(head_);
    way->addSpacing(theme.px(6));
    way->addWidget(steps_);
    way->addSpacing(theme.px(4));
    way->addWidget(path_);
    way->addSpacing(theme.px(2));
    way->addWidget(signed_);
    column->addWidget(way_);
    return section;
}

QWidget* EntryPanel::makeFooter() {
    const Theme& theme = Theme::of(this);
    auto* footer = new Surface(&Tokens::surface);
    footer->setEdges(Qt::TopEdge);
    save_->setGlyph(Icon::Download);
    again_->setGlyph(Icon::Refresh);
    connect(save_, &QAbstractButton::clicked, this, &EntryPanel::saveRequested);
    connect(again_, &QAbstractButton::clicked, this, &EntryPanel::proveAgainRequested);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10));
    row->setSpacing(theme.px(8));
    row->addWidget(save_);
    row->addWidget(again_);
    row->addStretch(1);
    footer_ = footer;
    return footer;
}

void EntryPanel::addFact(const QString& label, const QString& value, bool mono) {
    if (value.isEmpty())
        return;
    const int row = facts_->count() / 2;
    auto* name = new Text(label, TypeRole::Small, &Tokens::text2);
    auto* text = new Text(value, mono ? TypeRole::MonoSmall : TypeRole::Small);
    text->setWordWrap(true);
    facts_->addWidget(name, row, 0, Qt::AlignTop);
    facts_->addWidget(text, row, 1);
}

void EntryPanel::showEntry(const AuditRecord& record) {
    record_ = record;
    empty(*facts_);
    hash_->setText(hashText(leafOf(record.bytes)));
    if (record.fields) {
        const QDateTime& at = record.time;
        title_->setText(
            tr("%1, %2", "act and outcome")
                .arg(actionText(record.fields->action), outcomeText(record.fields->outcome).toLower()));
        place_->setText(tr("Entry %1, %2, %3")
                            .arg(numberText(record.index),
                                 QLocale().toString(at, tr("ddd, MMM d, yyyy", "a format of QLocale")),
                                 at.toString(QStringLiteral("HH:mm:ss.zzz"))));
        showFacts(*record.fields);
    } else {
        title_->setText(tr("Not readable"));
        place_->setText(tr("Entry %1").arg(numberText(record.index)));
        addFact(tr("Content"),
                tr("%n bytes that this version of Custos can’t read as an entry of this practice", nullptr,
                   int(record.bytes.size())));
    }
    refreshProof();
}

void EntryPanel::showFacts(const ledger::EntryFields& fields) {
    addFact(tr("Actor"),
            fields.roles.empty()
                ? actorText(table_, fields)
                : tr("%1, %2", "person and role").arg(actorText(table_, fields), rolesOf(fields).toLower()));
    if (fields.actor)
        addFact(tr("Account"), shortId(QStringLiteral("u·"), *fields.actor), true);
    if (fields.actingAs)
        addFact(tr("Acting as"), shortId(QStringLiteral("u·"), *fields.actingAs), true);
    if (fields.session)
        addFact(tr("Session"), shortId(QStringLiteral("s·"), *fields.session), true);
    addFact(tr("Source"), QString::fromLatin1(fields.source.c_str()), true);
    if (fields.subjects.size() > 1)
        addFact(tr("Record"), tr("%n patients as one list", nullptr, int(fields.subjects.size())));
    else if (!fields.subjects.empty())
        addFact(tr("Record"), recordText(fields), true);
    addFact(tr("Reason"), codeText(fields.reason));
    if (fields.breakGlass)
        addFact(tr("Break glass"), shortId(QStringLiteral("b·"), *fields.breakGlass), true);
    addFact(tr("Shown"), joined(fields.fieldsShown));
    addFact(tr("Details"), joined(fields.details));
    if (fields.coversUntil)
        addFact(tr("Covers until"),
                auditTimeText(dateTimeOf(*fields.coversUntil).toTimeZone(record_.time.timeZone())));
}

void EntryPanel::refreshProof() {
    const ProvenEntry* proven = proof_.alarm() ? nullptr : proof_.provenEntry(record_.index);
    way_->setVisible(proven);
    why_->setVisible(!proven);
    save_->setVisible(proven);
    // While an alarm stands nothing is proven, and the evidence is saved above.
    footer_->setVisible(!proof_.alarm());
    if (proof_.isProving())
        again_->setBusy(tr("Proving"));
    else
        again_->setIdle();
    proven ? showProven(*proven) : showUnproven();
}

void EntryPanel::showProven(const ProvenEntry& proven) {
    const ledger::Checkpoint& head = proven.under->checkpoint;
    state_->setText(tr("Proven on this computer"));
    state_->setTone(Tone::Ok);
    state_->setGlyph(Icon::Check);
    headLabel_->setText(tr("Tree head %1").arg(numberText(head.size)));
    head_->setText(hashText(head.root));
    const QString steps = tr("%n steps", nullptr, int(proven.path.size()));
    steps_->setText(tr("Included in tree head %1, %2").arg(numberText(head.size), steps));
    path_->setSteps(int(proven.path.size()));
    const QTimeZone zone = record_.time.isValid() ? record_.time.timeZone() : QTimeZone::utc();
    signed_->setText(tr("Signed %1, ed25519 key %2")
                         .arg(auditTimeText(dateTimeOf(head.time).toTimeZone(zone)),
                              QString::fromStdString(ledger::shortForm(ledger::keyIdOf(proof_.ledger())))));
}

void EntryPanel::showUnproven() {
    const bool bad = proof_.alarm() && proof_.alarm()->firstBadEntry == record_.index;
    const bool checking = std::holds_alternative<AuditChecking>(proof_.finding());
    state_->setText(bad ? tr("Proof broken") : checking ? tr("Checking") : tr("Not proven"));
    state_->setTone(bad ? Tone::Bad : checking ? Tone::Neutral : Tone::Warn);
    state_->setGlyph(bad ? Icon::Ban : checking ? Icon::Hourglass : Icon::Warn);
    why_->setText(findingWords(proof_.finding(), record_.time).account);
}

void EntryPanel::focusFirst() {
    (save_->isVisible() ? save_ : again_)->setFocus(Qt::OtherFocusReason);
}

void EntryPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        Surface::keyPressEvent(event);
}

} // namespace custos::ui
