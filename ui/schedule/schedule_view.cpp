#include "ui/schedule/schedule_view.h"

#include "ui/schedule/schedule_accessible.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace custos::ui {

namespace {

constexpr int denseWindowBelow = 800;
constexpr int quartersPerPage = 8;

} // namespace

ScheduleView::ScheduleView(const ScheduleDay& day, QWidget* parent)
    : QAbstractScrollArea(parent)
    , day_(day)
    , scene_{.theme = &Theme::of(this), .board = &day.board(), .geometry = {}, .now = day.now()}
    , minute_(new QTimer(this))
    , edge_(new QScrollBar(Qt::Vertical, this)) {
    installScheduleAccessibility();
    setAccessibleName(tr("Schedule"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    // Every pixel is painted here, so that nothing is erased first.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    edge_->hide();
    edge_->setFocusPolicy(Qt::NoFocus);
    edge_->installEventFilter(this);
    connect(edge_, &QScrollBar::valueChanged, verticalScrollBar(), &QScrollBar::setValue);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, edge_, &QScrollBar::setValue);
    minute_->setSingleShot(true);
    connect(minute_, &QTimer::timeout, this, &ScheduleView::takeMinute);
    connect(&day_, &ScheduleDay::changed, this, &ScheduleView::takeDay);
    scheduleMinute();
    takeDay();
}

ScheduleView::~ScheduleView() = default;

QSize ScheduleView::minimumSizeHint() const {
    const Theme& theme = *scene_.theme;
    return {theme.px(300), theme.px(240)};
}

void ScheduleView::setPrivacy(bool on) {
    scene_.privacy = on;
    layOutCards();
    viewport()->update();
}

void ScheduleView::setEditable(bool editable) {
    editable_ = editable;
    if (!editable)
        putBack();
}

void ScheduleView::setOwnHold(std::optional<OwnHold> hold) {
    const auto boxOf = [this](const std::optional<OwnHold>& held) {
        const int column = held ? scene_.board->columnOf(held->provider) : -1;
        return column < 0 ? QRect() : scene_.geometry.card(column, held->minutes).adjusted(-2, -2, 2, 2);
    };
    viewport()->update(boxOf(scene_.ownHold) | boxOf(hold));
    scene_.ownHold = std::move(hold);
}

void ScheduleView::setOneColumn(bool one) {
    if (std::exchange(oneColumn_, one) == one)
        return;
    if (scene_.spot)
        turnTo(scene_.spot->column);
    placeGeometry();
    layOutCards();
    viewport()->update();
}

void ScheduleView::showColumn(int column) {
    if (scene_.spot && scene_.spot->column != column)
        clearSelection();
    turnTo(column);
}

void ScheduleView::turnTo(int column) {
    column = std::clamp(column, 0, std::max(0, int(scene_.board->columns.size()) - 1));
    if (column < scene_.board->columns.size())
        shownProvider_ = scene_.board->columns[column].provider.id;
    if (std::exchange(shownColumn_, column) == column)
        return;
    placeGeometry();
    moveCards();
    Q_EMIT columnShown(shownColumn_);
}

/// Another day may have other columns.
void ScheduleView::turnToSameProvider() {
    const int column = shownProvider_ ? scene_.board->columnOf(*shownProvider_) : -1;
    turnTo(column < 0 ? shownColumn_ : column);
}

std::optional<AppointmentId> ScheduleView::selectedVisit() const {
    return scene_.spot ? scene_.spot->visit : std::nullopt;
}

void ScheduleView::select(AppointmentId visit) {
    const PlacedVisit* placed = scene_.board->find(visit);
    if (placed)
        setSpot(Spot{scene_.board->columnOf(placed->visit.provider), placed->minutes, visit});
}

void ScheduleView::clearSelection() {
    setSpot(std::nullopt);
}

void ScheduleView::setSpot(std::optional<Spot> spot) {
    if (spot == scene_.spot)
        return;
    const auto before = selectedVisit();
    if (scene_.spot)
        viewport()->update(rectOf(*scene_.spot).adjusted(-3, -10, 3, 3));
    scene_.spot = spot;
    if (scene_.spot) {
        reveal(*scene_.spot);
        viewport()->update(rectOf(*scene_.spot).adjusted(-3, -10, 3, 3));
    }
    announceSpot(*this);
    if (before != selectedVisit())
        Q_EMIT visitSelected(selectedVisit());
}

QRect ScheduleView::rectOf(const Spot& spot) const {
    if (const VisitCard* card = spot.visit ? scene_.card(*spot.visit) : nullptr)
        return card->box();
    return scene_.geometry.card(spot.column, spot.minutes);
}

QString ScheduleView::roomNameOf(const Appointment& visit) const {
    for (const Room& room : day_.directory().rooms)
        if (visit.room == room.id)
            return room.name;
    return {};
}

void ScheduleView::scrollToNow() {
    const auto now = scene_.nowMinute();
    const int visible = scene_.geometry.grid().height() / scene_.geometry.quarter() * quarterMinutes;
    const int first = now ? (*now - visible / 3) / 60 * 60 : scene_.board->shown.first;
    verticalScrollBar()->setValue((first - scene_.board->shown.first) / quarterMinutes);
}

void ScheduleView::reveal(const Spot& spot) {
    const QRect grid = scene_.geometry.grid();
    const QRect box = rectOf(spot);
    const int quarter = scene_.geometry.quarter();
    QScrollBar* bar = verticalScrollBar();
    if (box.bottom() > grid.bottom())
        bar->setValue(bar->value() +
                      (std::min(box.bottom() - grid.bottom(), box.top() - grid.top()) + quarter - 1) /
                          quarter);
    if (rectOf(spot).top() < grid.top())
        bar->setValue(bar->value() - (grid.top() - rectOf(spot).top() + quarter - 1) / quarter);
    if (oneColumn_)
        return turnTo(spot.column);
    QScrollBar* across = horizontalScrollBar();
    if (box.right() > grid.right())
        across->setValue(across->value() + box.right() - grid.right());
    if (rectOf(spot).left() < grid.left())
        across->setValue(across->value() - (grid.left() - rectOf(spot).left()));
}

void ScheduleView::takeDay() {
    scene_.now = day_.now();
    scene_.saved = day_.state() == ScheduleDay::State::Saved;
    scene_.loading = day_.state() == ScheduleDay::State::Loading && !scene_.board->columns.isEmpty();
    const bool otherDay = shownDate_ != day_.date();
    shownDate_ = day_.date();
    if (otherDay) {
        putBack();
        scene_.hovered.reset();
    }
    turnToSameProvider();
    placeGeometry();
    layOutCards();
    if (const auto visit = selectedVisit()) {
        const PlacedVisit* placed = scene_.board->find(*visit);
        if (!placed)
            setSpot(std::nullopt);
        else
            scene_.spot = Spot{scene_.board->columnOf(placed->visit.provider), placed->minutes, *visit};
    } else if (scene_.spot && scene_.spot->column >= scene_.board->columns.size()) {
        setSpot(std::nullopt);
    }
    if (isCarrying() && !scene_.board->find(scene_.carried->visit.id))
        putBack();
    if (otherDay) {
        if (!selectedVisit())
            setSpot(std::nullopt);
        scrollToNow();
    }
    announceReset(*this);
}

void ScheduleView::takeMinute() {
    const QRect before = scene_.nowStrip();
    scene_.now = day_.now();
    layOutCards();
    viewport()->update(before | scene_.nowStrip());
    viewport()->update(QRect(0, 0, viewport()->width(), scene_.geometry.headerHeight()));
    scheduleMinute();
}

void ScheduleView::scheduleMinute() {
    const QTime time = day_.now().time();
    minute_->start((60 - time.second()) * 1000 - time.msec() + 20);
}

void ScheduleView::placeGeometry() {
    scene_.theme = &Theme::of(this);
    const int columns = int(scene_.board->columns.size());
    const bool dense = window()->height() < scene_.theme->px(denseWindowBelow);
    ScheduleGeometry::Place place{.viewport = viewport()->size(),
                                  .columns = columns,
                                  .shown = scene_.board->shown,
                                  .scrolled = {},
                                  .dense = dense,
                                  .oneColumn = oneColumn_};
    const ScheduleGeometry unscrolled(*scene_.theme, place);
    const QSize seen = unscrolled.grid().size();
    const int quarter = unscrolled.quarter();
    // In quarters, so that the grid always begins on one.
    verticalScrollBar()->setRange(
        0, std::max(0, (unscrolled.content().height() - seen.height() + quarter - 1) / quarter));
    verticalScrollBar()->setPageStep(std::max(1, seen.height() / quarter));
    verticalScrollBar()->setSingleStep(1);
    edge_->setRange(0, verticalScrollBar()->maximum());
    edge_->setPageStep(verticalScrollBar()->pageStep());
    const int edgeWidth = scene_.theme->px(8);
    edge_->setGeometry(unscrolled.grid().right() + 1 - edgeWidth, unscrolled.grid().top(), edgeWidth,
                       seen.height());
    horizontalScrollBar()->setRange(0, oneColumn_ ? 0
                                                  : std::max(0, unscrolled.content().width() - seen.width()));
    horizontalScrollBar()->setPageStep(seen.width());
    horizontalScrollBar()->setSingleStep(unscrolled.columnWidth(0));
    place.scrolled = {oneColumn_ ? unscrolled.columnLeft(shownColumn_) - unscrolled.gutter()
                                 : horizontalScrollBar()->value(),
                      verticalScrollBar()->value() * quarter};
    scene_.geometry = ScheduleGeometry(*scene_.theme, place);
}

CardFacts ScheduleView::factsFor(const PlacedVisit& placed, int column) const {
    return {.now = scene_.now,
            .roomName = roomNameOf(placed.visit),
            .privacy = scene_.privacy,
            .saved = scene_.saved,
            .columnWidth = scene_.geometry.columnWidth(column)};
}

void ScheduleView::layOutCards() {
    QList<VisitCard> cards;
    for (int i = 0; i < scene_.board->columns.size(); ++i)
        for (const PlacedVisit& placed : scene_.board->columns[i].visits)
            cards.append(VisitCard(*scene_.theme, placed,
                                   scene_.geometry.card(i, placed.minutes, placed.lane, placed.lanes),
                                   factsFor(placed, i)));
    const bool sameCards = cards.size() == scene_.cards.size();
    for (qsizetype i = 0; sameCards && i < cards.size(); ++i)
        if (!cards[i].looksLike(scene_.cards[i]))
            viewport()->update(cards[i].reach() | scene_.cards[i].reach());
    scene_.cards = std::move(cards);
    if (!sameCards)
        viewport()->update();
    else
        viewport()->update(QRect(0, 0, viewport()->width(), scene_.geometry.headerHeight()));
}

void ScheduleView::updateOverlay(const QRect& before) {
    QRect now = before;
    if (isCarrying())
        now |= carriedReach(scene_);
    viewport()->update(now);
}

void ScheduleView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    paintSchedule(painter, scene_, event->rect());
    if (isCarrying())
        paintCarried(painter, scene_);
}

void ScheduleView::resizeEvent(QResizeEvent*) {
    placeGeometry();
    layOutCards();
    viewport()->update();
}

void ScheduleView::scrollContentsBy(int, int) {
    placeGeometry();
    moveCards();
}

void ScheduleView::moveCards() {
    // Only their places differ: texts stay as they were shaped.
    for (VisitCard& card : scene_.cards) {
        const PlacedVisit& placed = card.placed();
        const int column = scene_.board->columnOf(placed.visit.provider);
        if (column >= 0)
            card.moveTo(scene_.geometry.card(column, placed.minutes, placed.lane, placed.lanes).topLeft());
    }
    viewport()->update();
}

void ScheduleView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() != QEvent::StyleChange && event->type() != QEvent::LanguageChange)
        return;
    placeGeometry();
    layOutCards();
    viewport()->update();
}

void ScheduleView::focusInEvent(QFocusEvent* event) {
    scene_.showFocus = true;
    QAbstractScrollArea::focusInEvent(event);
    if (!scene_.spot && !scene_.board->columns.isEmpty() && event->reason() != Qt::MouseFocusReason)
        stepInColumn(0);
    viewport()->update();
    announceSpot(*this);
}

void ScheduleView::focusOutEvent(QFocusEvent* event) {
    scene_.showFocus = false;
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void ScheduleView::stepMinutes(int minutes) {
    if (scene_.board->columns.isEmpty())
        return;
    const int column = currentColumn();
    const auto spots = spotsOf(*scene_.board, column, scene_.now);
    if (const auto spot = nearestSpot(spots, anchorMinute() + minutes))
        setSpot(*spot);
    if (!scene_.spot)
        verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                      (minutes > 0 ? quartersPerPage : -quartersPerPage));
}

} // namespace custos::ui
