#include "ui/enrol/first_run_screen.h"

#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/ring.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int stepIndent = 40;
constexpr int groupColumns = 8;

struct FailureWords {
    QString title;
    QString sentence;
};

FailureWords failureWords(EnrolmentFailure failure) {
    switch (failure) {
    case EnrolmentFailure::Unreadable:
        return {FirstRunScreen::tr("This file can’t be read"),
                FirstRunScreen::tr("Copy it to this computer and open it again. Nothing was stored.")};
    case EnrolmentFailure::NotEnrolment:
        return {FirstRunScreen::tr("This is not an enrolment file"),
                FirstRunScreen::tr("Open the file that ends in .custos. Nothing was stored.")};
    case EnrolmentFailure::Damaged:
        return {FirstRunScreen::tr("This enrolment file is damaged"),
                FirstRunScreen::tr("Ask whoever issued it for a new one. Nothing was stored.")};
    case EnrolmentFailure::Expired:
        return {FirstRunScreen::tr("This enrolment file is too old"),
                FirstRunScreen::tr(
                    "Its date has passed. Ask whoever issued it for a new one. Nothing was stored.")};
    case EnrolmentFailure::BadCertificate:
        return {FirstRunScreen::tr("The certificate in this file can’t be trusted"),
                FirstRunScreen::tr("Do not use the file. Call whoever issued it. Nothing was stored.")};
    case EnrolmentFailure::OtherPractice:
        return {FirstRunScreen::tr("This file is of another practice"),
                FirstRunScreen::tr("This computer is set up for one practice already. Nothing was changed.")};
    case EnrolmentFailure::NotStored:
        return {FirstRunScreen::tr("This computer could not keep the file"),
                FirstRunScreen::tr("Check that the disk is not full, then open the file again.")};
    }
    Q_UNREACHABLE();
}

QVBoxLayout* newColumn(QWidget* owner) {
    auto* column = new QVBoxLayout(owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

QHBoxLayout* newStepTitle(StepBadge* badge, const QString& words) {
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::of(badge).px(16));
    row->addWidget(badge, 0, Qt::AlignTop);
    auto* title = new Text(words, TypeRole::H3);
    title->setWordWrap(true);
    title->setMinimumHeight(badge->sizeHint().height());
    row->addWidget(title, 1);
    return row;
}

QWidget* newHead() {
    auto* head = new QWidget;
    const Theme& theme = Theme::of(head);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(12));
    row->addWidget(new Logo(40));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Text(FirstRunScreen::tr("Set up this computer"), TypeRole::H1));
    auto* subtitle =
        new Text(FirstRunScreen::tr("Once per computer. No password or patient data is in the file."),
                 TypeRole::Body, &Tokens::text2);
    subtitle->setElided(true);
    words->addWidget(subtitle);
    row->addLayout(words, 1);
    return head;
}

} // namespace

FirstRunScreen::FirstRunScreen(QWidget* parent)
    : Gate(parent)
    , fileStep_(new StepBadge(1))
    , issuerStep_(new StepBadge(2))
    , fileBox_(new Surface(&Tokens::surface2))
    , fileName_(new Text(QString(), TypeRole::BodyMedium))
    , fileFacts_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , open_(new Button(tr("Open file"), Button::Kind::Primary, Button::Size::Small))
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , trustPart_(new QWidget)
    , practice_(new Text(QString(), TypeRole::BodyMedium))
    , issuedBy_(new Text(QString(), TypeRole::Body))
    , issuedFor_(new Text(QString(), TypeRole::Body))
    , server_(new Text(QString(), TypeRole::BodyMedium))
    , groups_(new QGridLayout)
    , groupsBox_(new Surface(&Tokens::surface2))
    , match_(new QCheckBox(tr("All 16 groups match the paper that came with the file")))
    , continue_(new Button(tr("Continue to sign in"), Button::Kind::Primary, Button::Size::Large)) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Set up this computer"));
    auto* trust = newColumn(trustPart_);
    QWidget* server = newServerStep();
    for (QWidget* step : {newIssuerStep(), server}) {
        trust->addWidget(new Hairline);
        trust->addSpacing(theme.px(16));
        trust->addWidget(step);
        trust->addSpacing(theme.px(step == server ? 12 : 16));
    }
    trustPart_->hide();
    auto* column = newColumn(&makeCard(680));
    column->setContentsMargins(theme.px(37), theme.px(29), theme.px(37), theme.px(25));
    column->addWidget(newHead());
    column->addSpacing(theme.px(18));
    column->addWidget(new Hairline);
    column->addSpacing(theme.px(16));
    column->addWidget(newFileStep());
    column->addSpacing(theme.px(16));
    column->addWidget(trustPart_);
    column->addWidget(new Hairline);
    column->addSpacing(theme.px(18));
    column->addWidget(newFoot());
    setFootSentence(tr("Nothing is stored until you continue"));
    footEnd().addWidget(
        new Text(tr("No file? Ask an owner or manager of your practice."), TypeRole::Small, &Tokens::text2));
    showVersion();
    setFocusProxy(open_);
}

QWidget* FirstRunScreen::newFileStep() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* column = newColumn(part);
    column->addLayout(newStepTitle(fileStep_, tr("Open the enrolment file")));
    column->addSpacing(theme.px(8));
    fileBox_->setBorder(&Tokens::lineStrong, 6);
    fileName_->setText(tr("No file opened yet"));
    fileFacts_->setText(tr("It ends in .custos and came with a sheet of paper."));
    fileName_->setElided(true);
    fileFacts_->setElided(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(fileName_);
    words->addWidget(fileFacts_);
    auto* row = new QHBoxLayout(fileBox_);
    row->setContentsMargins(theme.px(13), theme.px(10), theme.px(13), theme.px(10));
    row->setSpacing(theme.px(12));
    row->addWidget(new Glyph(Icon::EnrolmentFile, 20, &Tokens::accent));
    row->addLayout(words, 1);
    row->addWidget(open_);
    connect(open_, &QAbstractButton::clicked, this, &FirstRunScreen::chooseFile);
    auto* body = new QVBoxLayout;
    body->setContentsMargins(theme.px(stepIndent), 0, 0, 0);
    body->setSpacing(theme.px(12));
    body->addWidget(fileBox_);
    body->addWidget(notice_);
    notice_->hide();
    column->addLayout(body);
    return part;
}

QWidget* FirstRunScreen::newIssuerStep() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* column = newColumn(part);
    column->addLayout(newStepTitle(issuerStep_, tr("Who issued it")));
    column->addSpacing(theme.px(8));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(theme.px(stepIndent), 0, 0, 0);
    grid->setVerticalSpacing(theme.px(5));
    grid->setColumnMinimumWidth(0, theme.px(140));
    grid->setColumnStretch(1, 1);
    const auto addLine = [grid](int row, const QString& label, Text* value) {
        auto* name = new Text(label, TypeRole::Body, &Tokens::text2);
        value->setElided(true);
        grid->addWidget(name, row, 0);
        grid->addWidget(value, row, 1);
    };
    addLine(0, tr("Practice"), practice_);
    addLine(1, tr("Issued by"), issuedBy_);
    addLine(2, tr("For", "the computer that an enrolment file is for"), issuedFor_);
    column->addLayout(grid);
    issuerStep_->setDone(true);
    return part;
}

QWidget* FirstRunScreen::newServerStep() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* column = newColumn(part);
    column->addLayout(newStepTitle(new StepBadge(3), tr("Server and fingerprint")));
    column->addSpacing(theme.px(8));
    auto* address = new QHBoxLayout;
    address->setContentsMargins(theme.px(stepIndent), 0, 0, 0);
    address->setSpacing(theme.px(12));
    address->addWidget(new Glyph(Icon::Server, 16, &Tokens::text2));
    server_->setElided(true);
    address->addWidget(server_, 1);
    column->addLayout(address);
    column->addSpacing(theme.px(10));
    groupsBox_->setBorder(&Tokens::line, 6);
    groups_->setContentsMargins(theme.px(15), theme.px(10), theme.px(15), theme.px(10));
    groups_->setSpacing(0);
    groupsBox_->setLayout(groups_);
    auto* body = new QVBoxLayout;
    body->setContentsMargins(theme.px(stepIndent), 0, 0, 0);
    body->setSpacing(theme.px(10));
    body->addWidget(groupsBox_);
    body->addWidget(match_, 0, Qt::AlignLeft);
    column->addLayout(body);
    connect(match_, &QCheckBox::toggled, this, [this](bool matches) { continue_->setEnabled(matches); });
    return part;
}

QWidget* FirstRunScreen::newFoot() {
    auto* foot = new QWidget;
    const Theme& theme = Theme::of(foot);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(12));
    auto* words = new Text(tr("Custos will talk to this server only, and stops if the certificate changes."),
                           TypeRole::Small, &Tokens::text2);
    words->setWordWrap(true);
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Plain, Button::Size::Large);
    continue_->setKeyCap(Qt::Key_Return);
    continue_->setEnabled(false);
    row->addWidget(words, 1);
    row->addWidget(cancel);
    row->addWidget(continue_);
    connect(cancel, &QAbstractButton::clicked, this, &FirstRunScreen::cancelled);
    connect(continue_, &QAbstractButton::clicked, this, &FirstRunScreen::accepted);
    auto* enter = new QShortcut(Qt::Key_Return, match_, nullptr, nullptr, Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, continue_, &QAbstractButton::click);
    return foot;
}

void FirstRunScreen::chooseFile() {
    auto* dialog =
        new QFileDialog(this, tr("Open the enrolment file"), QString(), tr("Enrolment files (*.custos)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FirstRunScreen::fileChosen);
    dialog->open();
}

void FirstRunScreen::showOffer(const EnrolmentOffer& offer) {
    const Enrolment& enrolment = offer.enrolment;
    notice_->hide();
    fileStep_->setDone(true);
    fileName_->setText(offer.fileName);
    const qsizetype kilobytes = (offer.file.size() + 1023) / 1024;
    fileFacts_->setText(tr("%1 KB, good until %2", "size and date of a file")
                            .arg(kilobytes)
                            .arg(dateText(enrolment.notAfter.toLocalTime())));
    offerAnother();
    practice_->setText(enrolment.practiceName);
    const QDateTime issued = enrolment.issuedAt.toLocalTime();
    issuedBy_->setText(
        tr("%1, %2, %3", "person, date, time").arg(enrolment.issuedBy, dateText(issued), timeText(issued)));
    issuedFor_->setText(tr("“%1”", "name of a computer").arg(enrolment.issuedFor));
    const QUrl address = enrolment.addresses.value(0);
    server_->setText(tr("%1, port %2").arg(address.host()).arg(address.port(443)));
    showFingerprint(offer.fingerprint);
    match_->setChecked(false);
    trustPart_->show();
    match_->setFocus(Qt::OtherFocusReason);
}

void FirstRunScreen::offerAnother() {
    open_->setText(tr("Open another"));
    open_->setKind(Button::Kind::Plain);
}

void FirstRunScreen::showFingerprint(const QStringList& groups) {
    while (QLayoutItem* item = groups_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < groups.size(); ++i) {
        const int column = i % groupColumns;
        groups_->addWidget(new Text(groups.at(i), TypeRole::MonoLarge), i / groupColumns, 2 * column);
        if (column > 0) {
            groups_->setColumnStretch(2 * column - 1, 1);
        }
    }
    groupsBox_->setAccessibleName(tr("Fingerprint: %1").arg(groups.join(QLatin1Char(' '))));
}

void FirstRunScreen::showFailure(EnrolmentFailure failure, const QString& fileName) {
    trustPart_->hide();
    match_->setChecked(false);
    continue_->setEnabled(false);
    fileStep_->setDone(false);
    fileName_->setText(fileName);
    fileFacts_->setText(tr("Not used"));
    offerAnother();
    const FailureWords words = failureWords(failure);
    notice_->setMessage(words.title, words.sentence);
    notice_->show();
    open_->setFocus(Qt::OtherFocusReason);
}

} // namespace custos::ui
