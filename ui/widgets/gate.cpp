#include "ui/widgets/gate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/connection_look.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

using State = ConnectionMonitor::State;

/// Before anybody has signed in, a connection is worth its pin and nothing else.
ConnectionLook lookOf(State state) {
    ConnectionLook look = connectionLook(state);
    const bool live = state == State::Connected || state == State::AuditRefused;
    if (live) {
        look.words = Gate::tr("Connection pinned");
    }
    if (live || state == State::Connecting) {
        look.icon = Icon::Lock;
    }
    return look;
}

QHBoxLayout* newRow(QWidget* owner, int spacing) {
    auto* row = owner ? new QHBoxLayout(owner) : new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    return row;
}

QVBoxLayout& middleOf(const QWidget* centre) {
    return *static_cast<QVBoxLayout*>(centre->layout());
}

} // namespace

Gate::Gate(QWidget* parent)
    : QWidget(parent)
    , centre_(new QWidget)
    , connection_(new QWidget)
    , hostGlyph_(new Glyph(Icon::Server, 13, &Tokens::text2))
    , host_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , stateGlyph_(new Glyph(Icon::Lock, 13, &Tokens::text2))
    , state_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , certificate_(new QWidget)
    , groups_(new Text(QString(), TypeRole::Mono, &Tokens::text2)) {
    const Theme& theme = Theme::of(this);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(centre_);
    auto* middle = new QVBoxLayout(centre_);
    middle->setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8));
    middle->setSpacing(0);
    middle->addStretch(1);
    middle->addStretch(1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(newFoot());
}

Surface* Gate::newFoot() {
    const Theme& theme = Theme::of(this);
    auto* foot = new Surface(&Tokens::surface2);
    foot->setEdges(Qt::TopEdge);
    foot->setFixedHeight(theme.px(44));
    auto* footRow = new QHBoxLayout(foot);
    footRow->setContentsMargins(theme.px(24), 1, theme.px(24), 0);
    footRow->setSpacing(theme.px(18));
    auto* facts = newRow(connection_, theme.px(7));
    facts->addWidget(hostGlyph_);
    facts->addWidget(host_);
    facts->addSpacing(theme.px(5));
    facts->addWidget(stateGlyph_);
    facts->addWidget(state_);
    auto* pin = newRow(certificate_, theme.px(7));
    pin->addWidget(new Text(tr("Certificate"), TypeRole::Small, &Tokens::text2));
    pin->addWidget(groups_);
    footEnd_ = newRow(nullptr, theme.px(18));
    footRow->addWidget(connection_);
    footRow->addWidget(certificate_);
    footRow->addStretch();
    footRow->addLayout(footEnd_);
    connection_->hide();
    certificate_->hide();
    return foot;
}

/// Between two stretches and not by alignment: an aligned item is asked for its height at the width of
/// the whole window, where no sentence wraps.
void Gate::insertCentred(int index, QWidget* widget) {
    auto* row = newRow(nullptr, 0);
    row->addStretch();
    row->addWidget(widget);
    row->addStretch();
    middleOf(centre_).insertLayout(index, row);
}

Surface& Gate::makeCard(int width) {
    card_ = newCard();
    card_->setFixedWidth(Theme::of(this).px(width));
    insertCentred(middleOf(centre_).count() - 1, card_);
    return *card_;
}

QVBoxLayout& Gate::makeSignInCard(const QString& practiceName, QWidget* title, QWidget* subtitle, int foot) {
    const Theme& theme = Theme::of(this);
    auto* column = new QVBoxLayout(&makeCard(400));
    column->setContentsMargins(theme.px(41), theme.px(37), theme.px(41), theme.px(foot));
    column->setSpacing(0);
    column->addWidget(newPracticeHead(practiceName));
    column->addSpacing(theme.px(24));
    column->addWidget(title);
    if (subtitle) {
        column->addSpacing(theme.px(4));
        column->addWidget(subtitle);
    }
    return *column;
}

void Gate::setBelow(QWidget* below) {
    insertCentred(middleOf(centre_).count() - 1, below);
}

void Gate::setAbove(QWidget* above) {
    insertCentred(1, above);
}

void Gate::setConnection(State state, const QString& host, const QStringList& fingerprint) {
    const ConnectionLook look = lookOf(state);
    hostGlyph_->setIcon(Icon::Server, &Tokens::text2);
    hostGlyph_->show();
    host_->setText(host);
    stateGlyph_->setIcon(look.icon, look.ink);
    state_->setInk(look.ink);
    state_->setText(look.words);
    connection_->show();
    certificate_->setVisible(!fingerprint.isEmpty());
    const bool isLong = fingerprint.size() > 4;
    groups_->setText(isLong ? fingerprint.mid(0, 3).join(QLatin1Char(' ')) + QStringLiteral(" … ") +
                                  fingerprint.constLast()
                            : fingerprint.join(QLatin1Char(' ')));
}

void Gate::setFootSentence(const QString& sentence) {
    hostGlyph_->setIcon(Icon::Lock, &Tokens::text2);
    host_->setText(sentence);
    stateGlyph_->hide();
    state_->hide();
    connection_->show();
}

void Gate::showVersion() {
    footEnd_->addWidget(new Text(tr("Custos %1", "product and version").arg(QStringLiteral(CUSTOS_VERSION)),
                                 TypeRole::Small, &Tokens::text2));
}

void Gate::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::of(this).colours().canvas);
}

QWidget* newPracticeHead(const QString& practiceName) {
    auto* head = new QWidget;
    const Theme& theme = Theme::of(head);
    auto* row = newRow(head, theme.px(12));
    row->addWidget(new Logo(40));
    auto* words = new QVBoxLayout;
    words->setContentsMargins(0, theme.px(2), 0, theme.px(2));
    words->setSpacing(0);
    auto* name = new Text(practiceName, TypeRole::H3);
    name->setElided(true);
    words->addWidget(name);
    words->addWidget(new Text(QStringLiteral("Custos"), TypeRole::Small, &Tokens::text2));
    row->addLayout(words, 1);
    return head;
}

} // namespace custos::ui
