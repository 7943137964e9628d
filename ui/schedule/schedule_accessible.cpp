#include "ui/schedule/schedule_accessible.h"

#include "ui/schedule/schedule_view.h"
#include "ui/schedule/schedule_words.h"

#include <QAccessibleWidget>
#include <QHash>

#include <memory>
#include <variant>

namespace custos::ui {

namespace {

/// What a child stands for, and what it is recognised by when the day is read again.
using ItemKey = std::variant<AppointmentId, BlockId, Spot>;

struct Item {
    ItemKey key;
    int column;
    MinuteRange minutes;
};

QList<Item> itemsOf(const ScheduleView& view) {
    const ScheduleScene& scene = view.scene();
    QList<Item> items;
    for (int column = 0; column < scene.board->columns.size(); ++column) {
        for (const Spot& spot : spotsOf(*scene.board, column, scene.now))
            items.append({spot.visit ? ItemKey(*spot.visit) : ItemKey(spot), column, spot.minutes});
        for (const PlacedBlock& placed : scene.board->columns[column].blocks)
            items.append({placed.block.id, column, placed.minutes});
    }
    return items;
}

QRect rectOf(const ScheduleView& view, const Item& item) {
    const auto* visit = std::get_if<AppointmentId>(&item.key);
    return view.rectOf(Spot{item.column, item.minutes, visit ? std::optional(*visit) : std::nullopt});
}

/// One visit, block or free slot. Lives in Qt's accessibility cache; looks the day up each time, so that it
/// cannot say what is no longer true.
class AccessibleItem final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleItem(ScheduleView& view, ItemKey key)
        : view_(&view)
        , key_(key) {}

    bool isValid() const override { return view_ && find().has_value(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return view_->window()->windowHandle(); }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(view_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text what) const override {
        const auto item = find();
        if (!item || what != QAccessible::Name)
            return {};
        const ScheduleScene& scene = view_->scene();
        const DayColumn& column = scene.board->columns[item->column];
        if (const auto* visit = std::get_if<AppointmentId>(&key_)) {
            const PlacedVisit* placed = scene.board->find(*visit);
            return ScheduleWords::spokenVisit(*placed, column, view_->roomNameOf(placed->visit), scene.now);
        }
        if (const auto* block = std::get_if<BlockId>(&key_))
            for (const PlacedBlock& placed : column.blocks)
                if (placed.block.id == *block)
                    return ScheduleWords::spokenBlock(placed, column);
        return ScheduleWords::spokenFree(item->minutes, column);
    }
    void setText(QAccessible::Text, const QString&) override {}

    QRect rect() const override {
        const auto item = find();
        if (!item)
            return {};
        const QRect box = ui::rectOf(*view_, *item);
        return {view_->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }

    QAccessible::Role role() const override { return QAccessible::Cell; }

    QAccessible::State state() const override {
        QAccessible::State state;
        const auto item = find();
        if (!item) {
            state.invalid = true;
            return state;
        }
        const bool block = std::holds_alternative<BlockId>(key_);
        state.focusable = !block;
        state.selectable = !block;
        state.readOnly = block || view_->day().isReadOnly();
        const bool current = isCurrent();
        state.selected = current;
        state.focused = current && view_->hasFocus();
        state.offscreen = !view_->scene().geometry.grid().intersects(ui::rectOf(*view_, *item));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ActionInterface && !std::holds_alternative<BlockId>(key_))
            return static_cast<QAccessibleActionInterface*>(this);
        return nullptr;
    }

    QStringList actionNames() const override {
        if (std::holds_alternative<AppointmentId>(key_))
            return {pressAction(), showMenuAction(), setFocusAction()};
        return {pressAction(), setFocusAction()};
    }
    void doAction(const QString& name) override {
        const auto item = find();
        if (!item)
            return;
        const auto* visit = std::get_if<AppointmentId>(&key_);
        if (visit)
            view_->select(*visit);
        else
            view_->setSpot(std::get<Spot>(key_));
        if (name == setFocusAction())
            view_->setFocus(Qt::OtherFocusReason);
        else if (name == showMenuAction() && visit)
            Q_EMIT view_->visitMenuRequested(*visit, rect().center());
        else if (name == pressAction() && visit)
            Q_EMIT view_->visitActivated(*visit);
        else if (name == pressAction())
            Q_EMIT view_->bookHereRequested();
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

    const ItemKey& key() const { return key_; }

private:
    std::optional<Item> find() const {
        if (!view_)
            return std::nullopt;
        for (const Item& item : itemsOf(*view_))
            if (item.key == key_)
                return item;
        return std::nullopt;
    }
    bool isCurrent() const {
        const auto& spot = view_->spot();
        if (!spot)
            return false;
        if (const auto* visit = std::get_if<AppointmentId>(&key_))
            return spot->visit == *visit;
        const auto* free = std::get_if<Spot>(&key_);
        return free && *free == *spot;
    }

    QPointer<ScheduleView> view_;
    ItemKey key_;
};

class AccessibleSchedule final : public QAccessibleWidget {
public:
    explicit AccessibleSchedule(ScheduleView* view)
        : QAccessibleWidget(view, QAccessible::Table) {}
    ~AccessibleSchedule() override {
        for (const auto& entry : known_)
            QAccessible::deleteAccessibleInterface(entry.second);
    }

    int childCount() const override { return int(itemsOf(view()).size()); }

    QAccessibleInterface* child(int index) const override {
        const QList<Item> items = itemsOf(view());
        return index < 0 || index >= items.size() ? nullptr : interfaceOf(items[index].key);
    }

    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto* item = dynamic_cast<const AccessibleItem*>(child);
        if (!item)
            return -1;
        const QList<Item> items = itemsOf(view());
        for (int i = 0; i < items.size(); ++i)
            if (items[i].key == item->key())
                return i;
        return -1;
    }

    QAccessibleInterface* childAt(int x, int y) const override {
        const QPoint pos = view().viewport()->mapFromGlobal(QPoint(x, y));
        for (const Item& item : itemsOf(view()))
            if (rectOf(view(), item).contains(pos))
                return interfaceOf(item.key);
        return nullptr;
    }

    QAccessibleInterface* focusChild() const override {
        const auto& spot = view().spot();
        if (!spot || !view().hasFocus())
            return nullptr;
        return interfaceOf(spot->visit ? ItemKey(*spot->visit) : ItemKey(*spot));
    }

private:
    ScheduleView& view() const { return *static_cast<ScheduleView*>(widget()); }

    /// Made when first asked for, and the same from then on, so that a screen reader keeps its place.
    QAccessibleInterface* interfaceOf(const ItemKey& key) const {
        for (const auto& [known, id] : known_)
            if (known == key)
                return QAccessible::accessibleInterface(id);
        const auto id = QAccessible::registerAccessibleInterface(new AccessibleItem(view(), key));
        known_.append({key, id});
        return QAccessible::accessibleInterface(id);
    }

    mutable QList<std::pair<ItemKey, QAccessible::Id>> known_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* view = qobject_cast<ScheduleView*>(object);
    return view ? new AccessibleSchedule(view) : nullptr;
}

} // namespace

void installScheduleAccessibility() {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed);
}

void announceSpot(ScheduleView& view) {
    if (!QAccessible::isActive() || !view.hasFocus() || !view.spot())
        return;
    auto* schedule = QAccessible::queryAccessibleInterface(&view);
    auto* item = schedule ? schedule->focusChild() : nullptr;
    if (!item)
        return;
    QAccessibleEvent event(item, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

void announceReset(ScheduleView& view) {
    if (!QAccessible::isActive())
        return;
    QAccessibleTableModelChangeEvent event(&view, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&event);
}

} // namespace custos::ui
