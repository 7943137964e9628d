#include "ui/enrol/first_run_screen.h"

#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/setup_card.h"
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

constexpr StepSpacing stepSpacing{.afterNumber = 16, .underTitle = 8};
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

} // namespace

FirstRunScreen::FirstRunScreen(QWidget* parent)
    : Gate(parent)
    , fileStep_(new SetupStep(1, tr("Open the enrolment file"), stepSpacing))
    , issuerStep_(new SetupStep(2, tr("Who issued it"), stepSpacing))
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
    fillFileStep();
    fillIssuerStep();
    QWidget* server = newServerStep();
    for (QWidget* step : {static_cast<QWidget*>(issuerStep_), server}) {
        trust->addWidget(new Hairline);
        trust->addSpacing(theme.px(16));
        trust->addWidget(step);
        trust->addSpacing(theme.px(step == server ? 12 : 16));
    }
    trustPart_->hide();
    auto* column = newColumn(&makeCard(680));
    column->setContentsMargins(theme.px(37), theme.px(29), theme.px(37), theme.px(25));
    auto* subtitle = new Text(tr("Once per computer. No password or patient data is in the file."),
                              TypeRole::Body, &Tokens::text2);
    column->addWidget(newSetupHead(tr("Set up this computer"), subtitle));
    column->addSpacing(theme.px(18));
    column->addWidget(new Hairline);
    column->addSpacing(theme.px(16));
    column->addWidget(fileStep_);
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

void FirstRunScreen::fillFileStep() {
    const Theme& theme = Theme::of(this);
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
    QVBoxLayout& body = fileStep_->body();
    body.setSpacing(theme.px(12));
    body.addWidget(fileBox_);
    body.addWidget(notice_);
    notice_->hide();
}

void FirstRunScreen::fillIssuerStep() {
    const Theme& theme = Theme::of(this);
    auto* grid = new QGridLayout;
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
    issuerStep_->body().addLayout(grid);
    issuerStep_->setDone(true);
}

QWidget* FirstRunScreen::newServerStep() {
    auto* step = new SetupStep(3, tr("Server and fingerprint"), stepSpacing);
    const Theme& theme = Theme::of(this);
    auto* address = new QHBoxLayout;
    address->setSpacing(theme.px(12));
    address->addWidget(new Glyph(Icon::Server, 16, &Tokens::text2));
    server_->setElided(true);
    address->addWidget(server_, 1);
    groupsBox_->setBorder(&Tokens::line, 6);
    groups_->setContentsMargins(theme.px(15), theme.px(10), theme.px(15), theme.px(10));
    groups_->setSpacing(0);
    groupsBox_->setLayout(groups_);
    QVBoxLayout& body = step->body();
    body.setSpacing(theme.px(10));
    body.addLayout(address);
    body.addWidget(groupsBox_);
    body.addWidget(match_, 0, Qt::AlignLeft);
    connect(match_, &QCheckBox::toggled, this, [this](bool matches) { continue_->setEnabled(matches); });
    return step;
}

QWidget* FirstRunScreen::newFoot() {
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Plain, Button::Size::Large);
    continue_->setKeyCap(Qt::Key_Return);
    continue_->setEnabled(false);
    connect(cancel, &QAbstractButton::clicked, this, &FirstRunScreen::cancelled);
    connect(continue_, &QAbstractButton::clicked, this, &FirstRunScreen::accepted);
    auto* enter = new QShortcut(Qt::Key_Return, match_, nullptr, nullptr, Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, continue_, &QAbstractButton::click);
    return newSetupFoot(tr("Custos will talk to this server only, and stops if the certificate changes."),
                        {cancel, continue_});
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
