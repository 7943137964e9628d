#include "ui/shell/rail.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyph.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int railWidth = 76;
constexpr int itemWidth = 68;
constexpr int itemHeight = 52;
constexpr int compactHeight = 48;

class RailItem : public QAbstractButton {
public:
    RailItem(const QString& label, Icon icon)
        : icon_(icon) {
        setText(label);
        setCheckable(true);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
        setCompact(false);
    }

    void setCompact(bool compact) {
        const Theme& theme = Theme::of(this);
        // The bar at the window's edge is the item's too, so the item is as wide as the rail.
        setFixedSize(theme.px(railWidth), theme.px(compact ? compactHeight : itemHeight));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const Tokens& c = theme.colours();
        QPainter painter(this);
        const int side = theme.px((railWidth - itemWidth) / 2);
        const QRect pill = rect().adjusted(side, 0, -side, 0);
        if (isChecked()) {
            drawBox(painter, pill, theme.pxF(8), c.surface, c.line);
            const int tall = theme.px(24);
            painter.fillRect(QRect(0, (height() - tall) / 2, theme.px(3), tall), c.accent);
        } else if (underMouse()) {
            drawBox(painter, pill, theme.pxF(8), mixed(c.surface, c.rail, 0.55), QColor(), 0);
        }
        const QColor ink = isChecked() ? c.accent : c.text2;
        const int size = theme.px(20);
        const int top = (height() - theme.px(36)) / 2 - theme.px(1);
        drawIcon(painter, QRect((width() - size) / 2, top, size, size), icon_, ink);
        painter.setFont(theme.font(TypeRole::Caption, isChecked() ? QFont::DemiBold : QFont::Medium));
        painter.setPen(ink);
        const QRect label(0, top + theme.px(22), width(), theme.px(16));
        painter.drawText(label, Qt::AlignHCenter | Qt::AlignVCenter, text());
    }

private:
    Icon icon_;
};

} // namespace

Rail::Rail(QWidget* parent)
    : Surface(&Tokens::rail, parent)
    , column_(new QVBoxLayout(this))
    , group_(new QButtonGroup(this)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::RightEdge, &Tokens::line);
    setFixedWidth(theme.px(railWidth));
    setAccessibleName(tr("Navigation"));
    column_->setContentsMargins(0, theme.px(12), 0, theme.px(12));
    column_->setSpacing(theme.px(4));
    column_->addWidget(new Logo(36), 0, Qt::AlignHCenter);
    column_->addSpacing(theme.px(10));
    column_->addStretch();
    // What opens an item checks it, and assistive technology checks it without a click.
    connect(group_, &QButtonGroup::idToggled, this, [this](int index, bool checked) {
        if (checked)
            Q_EMIT chosen(index);
    });
    // A click on the item that is open already checks nothing.
    connect(group_, &QButtonGroup::idPressed, this,
            [this](int index) { pressedCurrent_ = index == current(); });
    connect(group_, &QButtonGroup::idClicked, this, [this](int index) {
        if (pressedCurrent_)
            Q_EMIT chosen(index);
    });
}

int Rail::addItem(const QString& label, Icon icon) {
    const int index = int(group_->buttons().size());
    auto* item = new RailItem(label, icon);
    item->setCompact(compact_);
    group_->addButton(item, index);
    column_->insertWidget(column_->count() - 1, item);
    if (index < 10) {
        const int digit = (index + 1) % 10;
        const QKeySequence keys(Qt::ALT | Qt::Key(Qt::Key_0 + digit));
        item->setToolTip(tr("%1 (%2)", "rail item and its keys").arg(label, keyCapText(keys)));
        auto* shortcut = new QShortcut(keys, item);
        connect(shortcut, &QShortcut::activated, item, &QAbstractButton::click);
    }
    return index;
}

void Rail::setCurrent(int index) {
    const QSignalBlocker nobodyActed(group_);
    if (QAbstractButton* button = group_->button(index)) {
        button->setChecked(true);
    }
}

int Rail::current() const {
    return group_->checkedId();
}

void Rail::setCompact(bool compact) {
    if (compact == compact_) {
        return;
    }
    compact_ = compact;
    column_->setSpacing(Theme::of(this).px(compact ? 2 : 4));
    const auto buttons = group_->buttons();
    for (QAbstractButton* button : buttons) {
        static_cast<RailItem*>(button)->setCompact(compact);
    }
}

void Rail::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (QAbstractButton* button : group_->buttons()) {
        QAbstractButton* next = group_->button(group_->id(button) + step);
        if (step != 0 && button->hasFocus() && next) {
            return next->setFocus(Qt::TabFocusReason);
        }
    }
    Surface::keyPressEvent(event);
}

} // namespace custos::ui
