#include "ui/sign_in/totp_enrolment_screen.h"

#include "models/domain/problem.h"
#include "ui/sign_in/qr_code.h"
#include "ui/sign_in/recovery_codes.h"
#include "ui/sign_in/sign_in_screen.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_entry.h"
#include "ui/widgets/setup_card.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMimeData>
#include <QUrl>
#include <QUrlQuery>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

QString secret(const QString& totpUri) {
    return QUrlQuery(QUrl(totpUri)).queryItemValue(QStringLiteral("secret"));
}

/// Marked, so that clipboard histories leave it out. The clipboard is emptied after 30 s by whoever
/// watches it for the whole program.
void copySecret(const QString& text) {
    auto* data = new QMimeData;
    data->setText(text);
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    QGuiApplication::clipboard()->setMimeData(data);
}

constexpr StepSpacing stepSpacing{.afterNumber = 12, .underTitle = 12};

} // namespace

QString manualKey(const QString& totpUri) {
    const QString key = secret(totpUri);
    QStringList lines;
    QStringList groups;
    for (int i = 0; i < key.size(); i += 4) {
        groups << key.mid(i, 4);
        if (groups.size() == 4 || i + 4 >= key.size()) {
            lines << groups.join(QLatin1Char(' '));
            groups.clear();
        }
    }
    return lines.join(QLatin1Char('\n'));
}

TotpEnrolmentScreen::TotpEnrolmentScreen(const InvitationOffer& offer, QWidget* parent)
    : Gate(parent)
    , offer_(offer)
    , scanStep_(new SetupStep(1, tr("Scan with your authenticator app"), stepSpacing))
    , codeStep_(new SetupStep(2, tr("Enter the code it shows"), stepSpacing))
    , code_(new CodeEntry)
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , recovery_(new RecoveryCodes)
    , recoveryHint_(new Text(tr("8 single-use codes, shown after step 2. Print them or keep them in a safe, "
                                "never in a shared drawer."),
                             TypeRole::Small, &Tokens::text2))
    , print_(new Button(tr("Print codes"), Button::Kind::Plain, Button::Size::Small))
    , cancel_(new Button(tr("Cancel"), Button::Kind::Plain, Button::Size::Large))
    , finish_(new Button(tr("Finish setup"), Button::Kind::Primary, Button::Size::Large)) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Set up two-step sign in"));
    auto* columns = new QHBoxLayout;
    columns->setSpacing(theme.px(40));
    fillScanStep();
    scanStep_->setFixedWidth(theme.px(310));
    columns->addWidget(scanStep_, 0, Qt::AlignTop);
    columns->addWidget(newCodeColumn(), 1, Qt::AlignTop);

    auto* column = new QVBoxLayout(&makeCard(760));
    column->setContentsMargins(theme.px(37), theme.px(32), theme.px(36), theme.px(28));
    column->setSpacing(0);
    column->addWidget(newHead());
    column->addSpacing(theme.px(20));
    column->addWidget(new Hairline);
    column->addSpacing(theme.px(22));
    column->addLayout(columns);
    column->addSpacing(theme.px(24));
    column->addWidget(new Hairline);
    column->addSpacing(theme.px(18));
    column->addWidget(newFoot());
    showVersion();

    connect(code_, &CodeEntry::completed, this, [this](const QString& code) { Q_EMIT codeEntered(code); });
    connect(print_, &QAbstractButton::clicked, this,
            [this] { printRecoveryCodes(*window(), offer_.practiceName, offer_.username, codes_); });
    connect(cancel_, &QAbstractButton::clicked, this, &TotpEnrolmentScreen::cancelled);
    connect(finish_, &QAbstractButton::clicked, this, [this] {
        if (!codes_.isEmpty()) {
            Q_EMIT finished();
        }
    });
    setFocusProxy(code_);
}

TotpEnrolmentScreen::~TotpEnrolmentScreen() {
    offer_.totpUri.fill(QChar());
    for (QString& code : codes_) {
        code.fill(QChar());
    }
}

QWidget* TotpEnrolmentScreen::newHead() const {
    auto* whom = new Text(
        tr("Needed once for %1 at %2", "username, practice").arg(offer_.username, offer_.practiceName),
        TypeRole::Body, &Tokens::text2);
    whom->setEmphasis(offer_.username);
    return newSetupHead(tr("Set up two-step sign in"), whom);
}

void TotpEnrolmentScreen::fillScanStep() {
    const Theme& theme = Theme::of(this);
    QVBoxLayout& body = scanStep_->body();
    body.addWidget(new QrCode(offer_.totpUri));
    body.addSpacing(theme.px(14));
    body.addWidget(new Text(tr("Can’t scan? Type this key instead."), TypeRole::Small, &Tokens::text2));
    body.addSpacing(theme.px(6));
    auto* keyRow = new QHBoxLayout;
    auto* key = new Text(manualKey(offer_.totpUri), TypeRole::Mono);
    key->setAccessibleName(tr("Key: %1").arg(manualKey(offer_.totpUri)));
    auto* copy = new Button(tr("Copy key"), Button::Kind::Plain, Button::Size::Small);
    copy->setToolTip(tr("Leaves the clipboard after 30 s"));
    connect(copy, &QAbstractButton::clicked, this, [this, copy] {
        copySecret(secret(offer_.totpUri));
        announce(*copy, tr("Key copied. It leaves the clipboard after 30 s."));
    });
    keyRow->addWidget(key, 1);
    keyRow->addWidget(copy);
    body.addLayout(keyRow);
    body.addSpacing(theme.px(4));
}

QWidget* TotpEnrolmentScreen::newCodeColumn() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(26));
    code_->setAccessibleName(tr("6-digit code"));
    notice_->hide();
    codeStep_->body().addWidget(code_);
    codeStep_->body().addWidget(notice_);
    column->addWidget(codeStep_);
    column->addWidget(newRecoveryStep());
    return part;
}

QWidget* TotpEnrolmentScreen::newRecoveryStep() {
    auto* step = new SetupStep(3, tr("Keep your recovery codes"), stepSpacing);
    const Theme& theme = Theme::of(this);
    recoveryHint_->setWordWrap(true);
    print_->setGlyph(Icon::Print);
    print_->hide();
    QVBoxLayout& body = step->body();
    body.addWidget(recovery_);
    body.addSpacing(theme.px(8));
    body.addWidget(recoveryHint_);
    body.addSpacing(theme.px(8));
    body.addWidget(print_, 0, Qt::AlignLeft);
    return step;
}

QWidget* TotpEnrolmentScreen::newFoot() {
    finish_->setEnabled(false);
    return newSetupFoot(tr("The key is shown only on this screen and is stored encrypted on the server."),
                        {cancel_, finish_});
}

void TotpEnrolmentScreen::setBusy() {
    code_->setReadOnly(true);
    notice_->hide();
    cancel_->setEnabled(false);
    finish_->setEnabled(true);
    finish_->setBusy(tr("Checking"));
}

void TotpEnrolmentScreen::showProblem(const Problem& problem) {
    finish_->setIdle();
    finish_->setEnabled(false);
    cancel_->setEnabled(true);
    Refusal refusal = signInRefusal(problem);
    if (problem.kind == Problem::Kind::Unauthenticated || problem.kind == Problem::Kind::Invalid) {
        refusal = {tr("That code is not right"), tr("A code works once. Wait for the next one."), false};
    }
    code_->clear();
    code_->setReadOnly(false);
    code_->setInvalid(!refusal.hopeless);
    code_->setEnabled(!refusal.hopeless);
    notice_->setMessage(refusal.title, refusal.sentence);
    notice_->show();
    code_->setFocus(Qt::OtherFocusReason);
}

void TotpEnrolmentScreen::showRecoveryCodes(const QStringList& codes) {
    codes_ = codes;
    notice_->hide();
    scanStep_->setDone(true);
    codeStep_->setDone(true);
    code_->setEnabled(false);
    recovery_->setCodes(codes);
    recoveryHint_->setText(
        tr("Each works once, in place of a code. They are not shown again: print them or keep "
           "them in a safe, never in a shared drawer."));
    print_->show();
    cancel_->hide();
    finish_->setIdle();
    finish_->setEnabled(true);
    print_->setFocus(Qt::OtherFocusReason);
    announce(*recovery_, tr("The code is right. Your recovery codes are shown."));
}

} // namespace custos::ui
