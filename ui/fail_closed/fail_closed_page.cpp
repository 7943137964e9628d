#include "ui/fail_closed/fail_closed_page.h"

#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int contentWidth = 860;

struct Line {
    Icon icon;
    Ink ink;
    QString title;
    QString sentence;
};

QVBoxLayout* newCardColumn(Surface* card, const QString& title) {
    const Theme& theme = Theme::of(card);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(theme.px(19), theme.px(15), theme.px(19), theme.px(7));
    column->setSpacing(0);
    column->addWidget(new Text(title, TypeRole::H3));
    column->addSpacing(theme.px(8));
    return column;
}

QWidget* newLine(const Line& line) {
    auto* row = new Surface(&Tokens::surface);
    const Theme& theme = Theme::of(row);
    row->setEdges(Qt::TopEdge);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, theme.px(7), 0, theme.px(7));
    layout->setSpacing(theme.px(12));
    layout->addWidget(new Glyph(line.icon, 17, line.ink));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Text(line.title, TypeRole::BodyMedium));
    auto* sentence = new Text(line.sentence, TypeRole::Small, &Tokens::text2);
    sentence->setWordWrap(true);
    words->addWidget(sentence);
    layout->addLayout(words, 1);
    return row;
}

} // namespace

FailClosedPage::FailClosedPage(const QDateTime& since, const QDateTime& sessionEnd, QWidget* parent)
    : QWidget(parent) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Records can’t be opened because access can’t be logged"));
    auto* inner = new QWidget;
    inner->setFixedWidth(theme.px(contentWidth));
    auto* cards = new QHBoxLayout;
    cards->setSpacing(theme.px(16));
    cards->addWidget(newWorksCard(sessionEnd), 1);
    cards->addWidget(newClosedCard(), 1);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(0, theme.px(44), 0, theme.px(24));
    column->setSpacing(0);
    column->addWidget(newHead(since));
    column->addSpacing(theme.px(22));
    column->addLayout(cards);
    column->addSpacing(theme.px(16));
    column->addWidget(newCallCard());
    column->addStretch(1);
    auto* outer = new QWidget;
    auto* centre = new QHBoxLayout(outer);
    centre->setContentsMargins(0, 0, 0, 0);
    centre->addStretch();
    centre->addWidget(inner);
    centre->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(outer);
    scroll->setAccessibleName(accessibleName());
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    setFocusProxy(scroll);
}

QWidget* FailClosedPage::newHead(const QDateTime& since) const {
    auto* head = new QWidget;
    const Theme& theme = Theme::of(head);
    auto* mark = new Surface(&Tokens::badSoft);
    mark->setBorder(&Tokens::badSoft, 10);
    mark->setFixedSize(theme.px(48), theme.px(48));
    auto* inMark = new QHBoxLayout(mark);
    inMark->setContentsMargins(0, 0, 0, 0);
    inMark->addWidget(new Glyph(Icon::Lock, 22, &Tokens::bad), 0, Qt::AlignCenter);
    auto* words = new QVBoxLayout;
    words->setSpacing(theme.px(4));
    auto* title = new Text(tr("Records can’t be opened because access can’t be logged"), TypeRole::H1);
    title->setWordWrap(true);
    words->addWidget(title);
    auto* sentence =
        new Text(tr("The server could not write to the audit trail. Rather than show a record that "
                    "nobody could account for, Custos shows none. Nothing is lost, and nothing you did "
                    "before %1 is affected.")
                     .arg(timeText(since)),
                 TypeRole::Large, &Tokens::text2);
    sentence->setWordWrap(true);
    words->addWidget(sentence);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(16));
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    return head;
}

QWidget* FailClosedPage::newWorksCard(const QDateTime& sessionEnd) const {
    Surface* card = newCard();
    QVBoxLayout* column = newCardColumn(card, tr("What still works"));
    column->addWidget(newLine({Icon::Lock, &Tokens::ok, tr("Lock, switch user, sign out"),
                               tr("Your session goes on, until %1").arg(timeText(sessionEnd))}));
    column->addStretch();
    return card;
}

QWidget* FailClosedPage::newClosedCard() const {
    Surface* card = newCard();
    QVBoxLayout* column = newCardColumn(card, tr("What is closed"));
    column->addWidget(newLine({Icon::Close, &Tokens::bad, tr("Opening, finding or booking a patient"),
                               tr("Also for owners. There is no override.")}));
    column->addWidget(newLine({Icon::Close, &Tokens::bad, tr("Reading the audit trail"),
                               tr("Reading it is logged like any other record")}));
    column->addStretch();
    return card;
}

QWidget* FailClosedPage::newCallCard() const {
    Surface* card = newCard();
    const Theme& theme = Theme::of(card);
    QVBoxLayout* column = newCardColumn(card, tr("Whom to call"));
    column->addWidget(newLine({Icon::User, &Tokens::text2, tr("An owner or manager of your practice"),
                               tr("They decide whether to go on with paper")}));
    column->addWidget(newLine({Icon::Server, &Tokens::text2, tr("Whoever looks after the server"),
                               tr("Say: the audit trail refuses entries")}));
    auto* foot = new Surface(&Tokens::surface);
    foot->setEdges(Qt::TopEdge);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, theme.px(10), 0, theme.px(8));
    auto* words =
        new Text(tr("Custos opens again by itself as soon as entries can be written. Until then, use paper."),
                 TypeRole::Small, &Tokens::text2);
    words->setWordWrap(true);
    row->addWidget(words);
    column->addWidget(foot);
    return card;
}

void FailClosedPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::of(this).colours().canvas);
}

QWidget* newFailClosedTitle(const QDate& today) {
    auto* bar = new QWidget;
    const Theme& theme = Theme::of(bar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(12));
    row->addWidget(new Text(
        QLocale().toString(today, FailClosedPage::tr("dddd, MMMM d", "a format of QLocale")), TypeRole::H2));
    auto* chip = new Chip(FailClosedPage::tr("Records closed"), Tone::Bad, Chip::Shape::Square);
    chip->setGlyph(Icon::Lock);
    chip->setHeight(24);
    row->addWidget(chip);
    row->addStretch();
    return bar;
}

} // namespace custos::ui
