#include "ui/schedule/schedule_view.h"

#include "ui/schedule/visit_status_look.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace custos::ui {

namespace {

constexpr int twoHours = 120;

int snapped(qreal minute) {
    return int(std::round(minute / quarterMinutes)) * quarterMinutes;
}

bool canMove(const Appointment& visit) {
    return visit.changeable && occupiesTime(visit.status);
}

} // namespace

const VisitCard* ScheduleView::cardAt(QPoint pos) const {
    if (!scene_.geometry.grid().contains(pos))
        return nullptr;
    // The one painted last is the one on top.
    for (qsizetype i = scene_.cards.size() - 1; i >= 0; --i)
        if (scene_.cards[i].box().contains(pos))
            return &scene_.cards[i];
    return nullptr;
}

bool ScheduleView::isOnLowerEdge(const VisitCard& card, QPoint pos) const {
    return editable_ && canMove(card.placed().visit) && pos.y() > card.box().bottom() - scene_.theme->px(5);
}

std::optional<Spot> ScheduleView::freeSlotAt(QPoint pos) const {
    if (scene_.board->columns.isEmpty() || !scene_.geometry.grid().contains(pos))
        return std::nullopt;
    const int index = scene_.geometry.columnAt(pos.x());
    const int quarter = scene_.geometry.quarterAt(pos.y());
    const DayColumn& column = scene_.board->columns[index];
    for (const MinuteRange& free : column.freeFrom(bookableFrom(column, scene_.board->date, scene_.now)))
        if (free.first <= quarter && quarter < free.last)
            return Spot{index, {quarter, std::min(quarter + 2 * quarterMinutes, free.last)}};
    return std::nullopt;
}

void ScheduleView::hover(QPoint pos) {
    edge_->setVisible(edge_->maximum() > 0 &&
                      edge_->geometry().adjusted(-scene_.theme->px(6), 0, 0, 0).contains(pos));
    const VisitCard* card = cardAt(pos);
    const auto id = card ? std::optional(card->id()) : std::nullopt;
    viewport()->setCursor(card && isOnLowerEdge(*card, pos) ? Qt::SizeVerCursor : Qt::ArrowCursor);
    if (id == scene_.hovered)
        return;
    for (const auto& changed : {scene_.hovered, id})
        if (const VisitCard* shown = changed ? scene_.card(*changed) : nullptr)
            viewport()->update(shown->reach());
    scene_.hovered = id;
}

bool ScheduleView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && !edge_->underMouse())
        hover({-1, -1});
    return QAbstractScrollArea::viewportEvent(event);
}

bool ScheduleView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == edge_ && event->type() == QEvent::Leave)
        edge_->hide();
    return QAbstractScrollArea::eventFilter(watched, event);
}

void ScheduleView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint pos = event->position().toPoint();
    if (const VisitCard* card = cardAt(pos)) {
        const auto kind = isOnLowerEdge(*card, pos) ? Carried::Kind::Resize : Carried::Kind::Move;
        press_ = Press{pos, card->id(), kind};
        select(card->id());
    } else {
        const auto slot = freeSlotAt(pos);
        setSpot(slot);
        if (slot)
            Q_EMIT slotClicked(scene_.board->columns[slot->column].provider.id, slot->minutes);
    }
}

void ScheduleView::mouseMoveEvent(QMouseEvent* event) {
    const QPoint pos = event->position().toPoint();
    if (isCarrying()) {
        carryByPointer(pos);
        return;
    }
    const bool dragging = press_ && (event->buttons() & Qt::LeftButton);
    if (dragging && (pos - press_->at).manhattanLength() >= QApplication::startDragDistance())
        startCarrying(press_->visit, press_->kind, press_->at);
    if (isCarrying())
        carryByPointer(pos);
    else
        hover(pos);
}

void ScheduleView::mouseReleaseEvent(QMouseEvent* event) {
    press_.reset();
    if (isCarrying() && event->button() == Qt::LeftButton)
        drop(event->modifiers() & Qt::ShiftModifier);
}

void ScheduleView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QPoint pos = event->position().toPoint();
    if (const VisitCard* card = cardAt(pos))
        Q_EMIT visitActivated(card->id());
    else if (const auto slot = freeSlotAt(pos))
        Q_EMIT bookingRequested(scene_.board->columns[slot->column].provider.id, slot->minutes);
}

void ScheduleView::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const auto visit = selectedVisit();
    if (byKey && visit) {
        const QPoint at = rectOf(*scene_.spot).center();
        Q_EMIT visitMenuRequested(*visit, viewport()->mapToGlobal(at));
    } else if (const VisitCard* card = byKey ? nullptr : cardAt(event->pos())) {
        select(card->id());
        Q_EMIT visitMenuRequested(card->id(), event->globalPos());
    }
}

void ScheduleView::startCarrying(AppointmentId visit, Carried::Kind kind, std::optional<QPoint> pointer) {
    const PlacedVisit* placed = scene_.board->find(visit);
    const VisitCard* card = scene_.card(visit);
    if (!editable_ || !placed || !card || !canMove(placed->visit))
        return;
    const int column = scene_.board->columnOf(placed->visit.provider);
    scene_.carried = Carried{.kind = kind,
                             .visit = placed->visit,
                             .column = column,
                             .target = placed->minutes,
                             .preview = {},
                             .pointer = pointer,
                             .grip = pointer ? *pointer - card->box().topLeft() : QPoint(),
                             .cardSize = card->box().size()};
    viewport()->update(card->reach());
    carryTo(column, placed->minutes, pointer);
    Q_EMIT carryingChanged(true);
}

void ScheduleView::carryTo(int column, MinuteRange target, std::optional<QPoint> pointer) {
    const QRect before = carriedReach(scene_);
    Carried& carried = *scene_.carried;
    const MinuteRange shown = scene_.board->shown;
    if (carried.kind == Carried::Kind::Move) {
        const int length = target.minutes();
        target.first = std::clamp(target.first, shown.first, std::max(shown.first, shown.last - length));
        target.last = target.first + length;
    } else {
        target.last =
            std::clamp(target.last, target.first + quarterMinutes, std::max(shown.last, target.last));
    }
    carried.column = std::clamp(column, 0, int(scene_.board->columns.size()) - 1);
    carried.target = target;
    carried.pointer = pointer;
    carried.preview =
        previewDrop(*scene_.board, day_.directory().rooms, carried.visit, carried.column, target);
    updateOverlay(before);
}

void ScheduleView::carryByPointer(QPoint pos) {
    scrollAtEdges(pos);
    const Carried& carried = *scene_.carried;
    if (carried.kind == Carried::Kind::Resize) {
        const int last = snapped(scene_.geometry.minuteAt(pos.y()));
        carryTo(carried.column, {carried.target.first, std::max(last, carried.target.first + quarterMinutes)},
                pos);
        return;
    }
    const int first = snapped(scene_.geometry.minuteAt(pos.y() - carried.grip.y()));
    const int column = scene_.geometry.columnAt(pos.x());
    carryTo(column, {first, first + carried.target.minutes()}, pos);
}

void ScheduleView::scrollAtEdges(QPoint pos) {
    const QRect grid = scene_.geometry.grid();
    const int reach = scene_.geometry.quarter();
    if (pos.y() < grid.top() + reach)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - 1);
    else if (pos.y() > grid.bottom() - reach)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + 1);
    if (oneColumn_)
        return; // by the pointer a visit stays with its provider; the keys take it across
    if (pos.x() < grid.left() + reach / 2)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - reach);
    else if (pos.x() > grid.right() - reach / 2)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + reach);
}

void ScheduleView::drop(bool overbook) {
    const Carried carried = *scene_.carried;
    const DayColumn& column = scene_.board->columns[carried.column];
    const auto origin = scene_.board->find(carried.visit.id);
    const bool moved =
        origin && (origin->minutes != carried.target || column.provider.id != carried.visit.provider);
    const bool allowed = carried.preview.isFree() || (overbook && carried.preview.canOverbook());
    // By the keyboard one stays with the visit until it has a place.
    if (moved && !allowed && !carried.pointer) {
        Q_EMIT dropRefused();
        return;
    }
    putBack();
    if (moved && allowed)
        Q_EMIT moveRequested(carried.visit, column.provider.id, carried.target, !carried.preview.isFree());
    else if (moved)
        Q_EMIT dropRefused();
}

void ScheduleView::putBack() {
    press_.reset();
    if (!isCarrying())
        return;
    const QRect before = carriedReach(scene_);
    const VisitCard* card = scene_.card(scene_.carried->visit.id);
    scene_.carried.reset();
    viewport()->update(card ? before | card->reach() : before);
    Q_EMIT carryingChanged(false);
}

void ScheduleView::keyPressEvent(QKeyEvent* event) {
    if (isCarrying() ? handleCarryKey(*event) : handleMoveKey(*event) || handleActKey(*event))
        event->accept();
    else
        event->ignore();
}

bool ScheduleView::handleCarryKey(const QKeyEvent& event) {
    const Carried& carried = *scene_.carried;
    const bool byPointer = carried.pointer.has_value();
    const auto shift = [&](int columns, int minutes) {
        const bool resize = event.modifiers() & Qt::ShiftModifier;
        scene_.carried->kind = resize ? Carried::Kind::Resize : Carried::Kind::Move;
        const MinuteRange from = carried.target;
        const MinuteRange to = resize ? MinuteRange{from.first, from.last + minutes}
                                      : MinuteRange{from.first + minutes, from.last + minutes};
        carryTo(carried.column + columns, to, std::nullopt);
        reveal(Spot{carried.column, carried.target});
    };
    if (event.key() == Qt::Key_Escape)
        putBack();
    else if (byPointer)
        return true;
    else if (event.key() == Qt::Key_Left)
        shift(-1, 0);
    else if (event.key() == Qt::Key_Right)
        shift(1, 0);
    else if (event.key() == Qt::Key_Up)
        shift(0, -quarterMinutes);
    else if (event.key() == Qt::Key_Down)
        shift(0, quarterMinutes);
    else if (event.key() == Qt::Key_PageUp)
        shift(0, -twoHours);
    else if (event.key() == Qt::Key_PageDown)
        shift(0, twoHours);
    else if (event.key() == Qt::Key_Space && !event.isAutoRepeat())
        drop(event.modifiers() & Qt::ShiftModifier);
    return true;
}

bool ScheduleView::handleMoveKey(const QKeyEvent& event) {
    if (event.modifiers() & ~Qt::KeypadModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_Up:
        stepInColumn(-1);
        return true;
    case Qt::Key_Down:
        stepInColumn(1);
        return true;
    case Qt::Key_Left:
        stepColumn(-1);
        return true;
    case Qt::Key_Right:
        stepColumn(1);
        return true;
    case Qt::Key_PageUp:
        stepMinutes(-twoHours);
        return true;
    case Qt::Key_PageDown:
        stepMinutes(twoHours);
        return true;
    case Qt::Key_Home:
        Q_EMIT todayRequested();
        return true;
    default:
        return false;
    }
}

bool ScheduleView::handleActKey(const QKeyEvent& event) {
    if ((event.modifiers() & ~Qt::KeypadModifier) || event.isAutoRepeat())
        return false;
    const auto visit = selectedVisit();
    for (const VisitStatus status : allVisitStatuses)
        if (lookOf(status).key == QKeySequence(event.key())) {
            if (visit)
                Q_EMIT statusRequested(status);
            return visit.has_value();
        }
    switch (event.key()) {
    case Qt::Key_Space:
        if (visit)
            startCarrying(*visit, Carried::Kind::Move, std::nullopt);
        return visit.has_value();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (visit)
            Q_EMIT visitActivated(*visit);
        else
            Q_EMIT bookHereRequested();
        return true;
    case Qt::Key_B:
        Q_EMIT bookHereRequested();
        return true;
    case Qt::Key_F:
        Q_EMIT nextOpeningRequested();
        return true;
    case Qt::Key_G:
        Q_EMIT goToDateRequested();
        return true;
    case Qt::Key_Escape:
        if (scene_.spot)
            clearSelection();
        return true;
    default:
        return false;
    }
}

int ScheduleView::anchorMinute() const {
    if (scene_.spot)
        return scene_.spot->minutes.first;
    return scene_.nowMinute().value_or(scene_.board->shown.first);
}

int ScheduleView::currentColumn() const {
    return scene_.spot ? scene_.spot->column : oneColumn_ ? shownColumn_ : 0;
}

void ScheduleView::stepInColumn(int step) {
    if (scene_.board->columns.isEmpty())
        return;
    const int column = currentColumn();
    const QList<Spot> spots = spotsOf(*scene_.board, column, scene_.now);
    const auto at = scene_.spot ? spots.indexOf(*scene_.spot) : -1;
    if (at >= 0)
        setSpot(spots[std::clamp(at + step, qsizetype(0), spots.size() - 1)]);
    else if (const auto nearest = nearestSpot(spots, anchorMinute()))
        setSpot(*nearest);
}

void ScheduleView::stepColumn(int step) {
    if (scene_.board->columns.isEmpty())
        return;
    const int from = scene_.spot || oneColumn_ ? currentColumn() : -step;
    const int column = std::clamp(from + step, 0, int(scene_.board->columns.size()) - 1);
    if (const auto nearest = nearestSpot(spotsOf(*scene_.board, column, scene_.now), anchorMinute()))
        setSpot(*nearest);
}

} // namespace custos::ui
