#include "ui/schedule/booking_panel.h"

#include "ui/schedule/hold_row.h"
#include "ui/schedule/opening_row.h"
#include "ui/schedule/panel_scroll.h"
#include "ui/schedule/patient_card.h"
#include "ui/schedule/patient_finder.h"
#include "ui/schedule/schedule_words.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/close_button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

QVBoxLayout* section(QWidget* widget, const Theme& theme) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12));
    column->setSpacing(0);
    return column;
}

QVBoxLayout* labelled(const QString& words, QWidget* control, const Theme& theme) {
    auto* label = new Text(words, TypeRole::SmallMedium, &Tokens::text2);
    label->setBuddy(control);
    control->setAccessibleName(words);
    auto* column = new QVBoxLayout;
    column->setSpacing(theme.px(5));
    column->addWidget(label);
    column->addWidget(control);
    return column;
}

} // namespace

BookingPanel::BookingPanel(PatientGateway& patients, const ScheduleDay& day, QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , patients_(patients)
    , day_(day) {
    setEdges(Qt::LeftEdge);
    setAccessibleName(tr("Book a visit"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(new Hairline);
    auto* body = new QWidget;
    auto* inside = new QVBoxLayout(body);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    inside->addWidget(makePatient());
    rest_ = new QWidget;
    auto* rest = new QVBoxLayout(rest_);
    rest->setContentsMargins(0, 0, 0, 0);
    rest->setSpacing(0);
    rest->addWidget(new Hairline);
    rest->addWidget(makeVisit());
    rest->addWidget(new Hairline);
    rest->addWidget(makeOpenings());
    inside->addWidget(rest_);
    inside->addStretch(1);
    column->addWidget(newPanelScroll(body), 1);
    column->addWidget(new Hairline);
    column->addWidget(makeFooter());
    connect(&day_, &ScheduleDay::changed, this, &BookingPanel::noteDirectory);
    for (QWidget* child : findChildren<QWidget*>())
        child->installEventFilter(this);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, &BookingPanel::book);
    }
}

QWidget* BookingPanel::makeHeader() {
    const Theme& theme = Theme::of(this);
    auto* header = new QWidget;
    header->setFixedHeight(theme.px(48));
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(theme.px(16), 0, theme.px(12), 0);
    row->setSpacing(theme.px(8));
    auto* close = new CloseButton;
    close->setAccessibleName(tr("Drop this booking"));
    connect(close, &QAbstractButton::clicked, this, &BookingPanel::closeRequested);
    row->addWidget(new Text(tr("Book a visit"), TypeRole::H2), 1);
    row->addWidget(close);
    return header;
}

QWidget* BookingPanel::makePatient() {
    auto* part = new QWidget;
    auto* column = section(part, Theme::of(this));
    finder_ = new PatientFinder(patients_, day_.board());
    patientCard_ = new PatientCard;
    connect(patientCard_, &PatientCard::changeRequested, this, [this] {
        if (draft_)
            draft_->setPatient(std::nullopt);
        finder_->start();
    });
    column->addWidget(finder_);
    column->addWidget(patientCard_);
    connect(finder_, &PatientFinder::chosen, this, [this](const PatientSummary& patient) {
        if (!draft_)
            return;
        draft_->setPatient(patient);
        if (draft_->openingsState() == BookingDraft::OpeningsState::Idle)
            draft_->findOpenings();
        type_->setFocus(Qt::OtherFocusReason);
    });
    return part;
}

QWidget* BookingPanel::makeVisit() {
    const Theme& theme = Theme::of(this);
    auto* part = new QWidget;
    auto* column = section(part, theme);
    type_ = new QComboBox;
    length_ = new QComboBox;
    provider_ = new QComboBox;
    for (QComboBox* box : {type_, length_, provider_})
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme.px(10));
    row->addLayout(labelled(tr("Visit type"), type_, theme), 261);
    row->addLayout(labelled(tr("Length"), length_, theme), 96);
    column->addLayout(row);
    column->addSpacing(theme.px(10));
    column->addLayout(labelled(tr("Provider"), provider_, theme));
    connect(type_, &QComboBox::activated, this, [this](int index) {
        if (draft_ && index > 0)
            draft_->setVisitType(types_[index - 1]);
    });
    connect(length_, &QComboBox::activated, this, [this] {
        if (draft_)
            draft_->setMinutes(length_->currentData().toInt());
    });
    connect(provider_, &QComboBox::activated, this, [this](int index) {
        if (draft_)
            draft_->setProvider(index == 0 ? std::nullopt : std::optional(bookable_[index - 1]));
    });
    return part;
}

QWidget* BookingPanel::makeOpenings() {
    const Theme& theme = Theme::of(this);
    auto* part = new QWidget;
    auto* column = section(part, theme);
    column->setSpacing(theme.px(4));
    column->addWidget(new Text(tr("Next openings"), TypeRole::SmallMedium, &Tokens::text2));
    refusal_ = new Notice(Tone::Warn, Icon::Warn);
    column->addWidget(refusal_);
    for (int number = 1; number <= BookingDraft::openingsShown; ++number) {
        auto* row = new OpeningRow(number);
        connect(row, &QAbstractButton::clicked, this, [this, number] { chooseOpening(number); });
        rows_.append(row);
        column->addWidget(row);
    }
    openingsState_ = new Text({}, TypeRole::Small, &Tokens::text2);
    openingsState_->setWordWrap(true);
    more_ = new Button(tr("More"), Button::Kind::Link);
    more_->setAccessibleName(tr("Later openings"));
    connect(more_, &QAbstractButton::clicked, this, [this] {
        if (draft_)
            draft_->findLaterOpenings();
    });
    auto* row = new QHBoxLayout;
    row->addWidget(openingsState_, 1);
    row->addWidget(more_);
    column->addLayout(row);
    return part;
}

QWidget* BookingPanel::makeFooter() {
    auto* footer = new QWidget;
    auto* column = section(footer, Theme::of(this));
    holdRow_ = new HoldRow;
    connect(holdRow_, &HoldRow::letGoRequested, this, [this] {
        if (draft_)
            draft_->letGo();
    });
    park_ = new Button(tr("Park"), Button::Kind::Plain);
    park_->setKeyCap(Qt::Key_Escape);
    book_ = new Button(tr("Book"), Button::Kind::Primary);
    book_->setKeyCap(Qt::CTRL | Qt::Key_Enter);
    connect(park_, &QAbstractButton::clicked, this, &BookingPanel::parkRequested);
    connect(book_, &QAbstractButton::clicked, this, &BookingPanel::book);
    auto* row = new QHBoxLayout;
    row->addWidget(park_);
    row->addStretch(1);
    row->addWidget(book_);
    column->addWidget(holdRow_);
    column->addLayout(row);
    return footer;
}

void BookingPanel::show(BookingDraft* draft) {
    if (draft_)
        disconnect(draft_, nullptr, this, nullptr);
    draft_ = draft;
    if (!draft)
        return;
    holdRow_->startAnew();
    refusal_->hide();
    connect(draft, &BookingDraft::changed, this, &BookingPanel::showDraft);
    connect(draft, &BookingDraft::openingsChanged, this, &BookingPanel::showOpenings);
    connect(draft, &BookingDraft::holdChanged, this, &BookingPanel::showHold);
    connect(draft, &BookingDraft::holdTicked, this, &BookingPanel::showHold);
    connect(draft, &BookingDraft::outcomeChanged, this, &BookingPanel::showOutcome);
    fillChoices();
    showDraft();
    showOutcome();
    if (draft->patient())
        book_->setFocus(Qt::OtherFocusReason);
    else
        finder_->start();
}

void BookingPanel::setPrivacy(bool on) {
    privacy_ = on;
    if (draft_)
        showPatient();
}

void BookingPanel::fillChoices() {
    type_->clear();
    type_->addItem(tr("Choose a visit type"));
    types_ = day_.directory().visitTypes;
    for (const VisitType& type : std::as_const(types_))
        type_->addItem(type.name);
    length_->clear();
    for (const int minutes : {10, 15, 20, 30, 40, 45, 60, 75, 90, 120})
        length_->addItem(tr("%1 min", "length").arg(minutes), minutes);
    provider_->clear();
    provider_->addItem(tr("Any provider"));
    bookable_.clear();
    for (const DayColumn& column : day_.board().columns)
        if (column.provider.bookable) {
            bookable_.append(column.provider.id);
            provider_->addItem(column.provider.displayName);
        }
}

/// A draft may have been taken up offline, where no visit types are known. One that was open before keeps its
/// choices meanwhile.
void BookingPanel::noteDirectory() {
    if (!draft_ || day_.state() != ScheduleDay::State::Live || types_ == day_.directory().visitTypes)
        return;
    fillChoices();
    showDraft();
}

void BookingPanel::showDraft() {
    int type = 0;
    for (int i = 0; i < types_.size(); ++i)
        if (draft_->visitType() && draft_->visitType()->id == types_[i].id)
            type = i + 1;
    type_->setCurrentIndex(type);
    if (length_->findData(draft_->minutes()) < 0)
        length_->addItem(tr("%1 min", "length").arg(draft_->minutes()), draft_->minutes());
    length_->setCurrentIndex(length_->findData(draft_->minutes()));
    provider_->setCurrentIndex(draft_->provider() ? int(bookable_.indexOf(*draft_->provider())) + 1 : 0);
    showPatient();
    showOpenings();
}

void BookingPanel::showPatient() {
    const auto& patient = draft_->patient();
    finder_->setVisible(!patient);
    patientCard_->setVisible(patient.has_value());
    rest_->setVisible(patient.has_value() || draft_->chosen().has_value());
    if (patient)
        patientCard_->show(*patient, day_.board(), privacy_);
}

OpeningWords BookingPanel::words() const {
    return OpeningWords(day_.directory(), day_.now());
}

void BookingPanel::showOpenings() {
    const auto& openings = draft_->openings();
    for (int i = 0; i < rows_.size(); ++i) {
        rows_[i]->setVisible(i < openings.size());
        if (i >= openings.size())
            continue;
        rows_[i]->setOpening(words().day(openings[i]), words().time(openings[i]), words().place(openings[i]));
    }
    more_->setVisible(!openings.isEmpty());
    switch (draft_->openingsState()) {
    case BookingDraft::OpeningsState::Idle:
        openingsState_->setText({});
        break;
    case BookingDraft::OpeningsState::Loading:
        openingsState_->setText(openings.isEmpty() ? tr("Looking for openings") : QString());
        break;
    case BookingDraft::OpeningsState::Ready:
        openingsState_->setText(openings.isEmpty() ? tr("No opening of this length in the next weeks. Choose "
                                                        "a shorter length or another provider.")
                                                   : tr("Or click any free slot on the grid"));
        break;
    case BookingDraft::OpeningsState::Failed:
        openingsState_->setText(tr("Openings could not be read. Or click any free slot on the grid."));
        break;
    }
    showHold();
}

void BookingPanel::showHold() {
    const auto& chosen = draft_->chosen();
    const auto state = draft_->holdState();
    const auto left = draft_->holdLeft();
    const auto& openings = draft_->openings();
    for (int i = 0; i < rows_.size() && i < openings.size(); ++i) {
        const bool mine = chosen && *chosen == openings[i] && state != BookingDraft::HoldState::Taken;
        const bool held = mine && state == BookingDraft::HoldState::Held;
        const bool ended = mine && state == BookingDraft::HoldState::Ended;
        rows_[i]->setChosen(mine);
        rows_[i]->setRemark(held    ? countdown(left)
                            : ended ? tr("Hold ended")
                                    : QString(),
                            held, ended || (held && endsSoon(left)));
    }
    const bool current = chosen.has_value() && state != BookingDraft::HoldState::Taken;
    holdRow_->setVisible(current);
    if (current)
        holdRow_->show(*draft_, words().time(*chosen));
    nameBookButton();
    showRefusal();
}

void BookingPanel::nameBookButton() {
    const auto& chosen = draft_->chosen();
    const bool current = chosen.has_value() && draft_->holdState() != BookingDraft::HoldState::Taken;
    book_->setEnabled(current && draft_->request().has_value());
    book_->setText(current ? tr("Book %1 %2", "time day").arg(words().time(*chosen), words().day(*chosen))
                           : tr("Book"));
    // Where the words are long the cap gives way: the key works all the same.
    book_->setKeyCap(Qt::CTRL | Qt::Key_Enter);
    const int room = Theme::of(this).px(fullWidth - 2 * 16 - 12);
    if (park_->sizeHint().width() + book_->sizeHint().width() > room)
        book_->setKeyCap({});
}

void BookingPanel::chooseOpening(int number) {
    if (!draft_ || number > draft_->openings().size())
        return;
    draft_->choose(draft_->openings()[number - 1]);
}

void BookingPanel::book() {
    if (const auto booking = draft_ ? draft_->send() : std::nullopt)
        Q_EMIT bookRequested(*booking);
}

void BookingPanel::showOutcome() {
    if (draft_->isBeingBooked())
        book_->setBusy(tr("Booking"));
    else
        book_->setIdle();
    showRefusal();
}

void BookingPanel::showRefusal() {
    const auto [title, sentence] = refusalWords();
    const bool same = !refusal_->isHidden() && title == refusal_->title() && sentence == refusal_->sentence();
    refusal_->setVisible(!title.isEmpty());
    // What stands there already is not announced again.
    if (!title.isEmpty() && !same)
        refusal_->setMessage(title, sentence);
}

std::pair<QString, QString> BookingPanel::refusalWords() const {
    if (draft_->isBeingBooked())
        return {};
    if (draft_->mayBeBooked())
        return openOutcomeWords();
    const auto& problem = draft_->refusal();
    if (!problem)
        return {};
    return problem->kind == Problem::Kind::Conflict
               ? conflictWords()
               : std::pair(tr("Not booked"), ScheduleWords::refusal(*problem));
}

std::pair<QString, QString> BookingPanel::conflictWords() const {
    const QString title = tr("Someone else booked %1 first.").arg(words().time(*draft_->chosen()));
    const auto& openings = draft_->refusal()->openings;
    if (openings.isEmpty())
        return {title, tr("No other opening was found.")};
    const Opening& next = openings.first();
    return {title, tr("Next free with %1: %2 %3.", "provider: day time")
                       .arg(words().provider(next), words().day(next), words().time(next))};
}

std::pair<QString, QString> BookingPanel::openOutcomeWords() const {
    const BookingRequest& sent = draft_->sent()->request;
    return {tr("It is not known whether %1 was booked.", "time day")
                .arg(words().timeAndDay(sent.time, sent.provider)),
            draft_->isAsSent() ? tr("Press Book again before you change anything: it is booked only once.")
                               : tr("Look for it in the schedule before you book another time.")};
}

/// Alt and a digit open pages of the rail; while a booking has focus they choose an opening instead. Taken
/// before anything else sees them: fields would type the digit, and two shortcuts would be ambiguous.
bool BookingPanel::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    const auto* pressed = key ? static_cast<QKeyEvent*>(event) : nullptr;
    const int number = pressed ? pressed->key() - Qt::Key_0 : 0;
    if (!pressed || pressed->modifiers() != Qt::AltModifier || number < 1 ||
        number > BookingDraft::openingsShown)
        return Surface::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress && !pressed->isAutoRepeat())
        chooseOpening(number);
    return true;
}

void BookingPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !event->isAutoRepeat()) {
        Q_EMIT parkRequested();
        return;
    }
    Surface::keyPressEvent(event);
}

} // namespace custos::ui
