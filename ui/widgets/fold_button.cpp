#include "ui/widgets/fold_button.h"

#include "ui/theme/focus_ring.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAccessibleWidget>
#include <QKeyEvent>
#include <QPainter>

namespace custos::ui {

namespace {

constexpr int rowHeight = 23;
constexpr int chevronSize = 14;
constexpr int textLeft = 23; ///< Where the words of a choice begin, too.

class AccessibleFold final : public QAccessibleWidget {
public:
    explicit AccessibleFold(FoldButton& button)
        : QAccessibleWidget(&button, QAccessible::ButtonDropDown, button.text()) {}

    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        const bool open = static_cast<const FoldButton*>(widget())->isChecked();
        state.expandable = true;
        state.expanded = open;
        state.collapsed = !open;
        return state;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& action) override {
        if (action == pressAction())
            static_cast<FoldButton*>(widget())->click();
    }
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* button = qobject_cast<FoldButton*>(object);
    return button ? new AccessibleFold(*button) : nullptr;
}

} // namespace

FoldButton::FoldButton(const QString& text, QWidget* parent)
    : QAbstractButton(parent) {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed);
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCornerRadius(*this, 4);
    connect(this, &QAbstractButton::toggled, this, [this] {
        QAccessible::State changed;
        changed.expanded = true;
        changed.collapsed = true;
        QAccessibleStateChangeEvent event(this, changed);
        QAccessible::updateAccessibility(&event);
    });
}

QSize FoldButton::sizeHint() const {
    const Theme& theme = Theme::of(this);
    const int words = QFontMetrics(theme.font(TypeRole::SmallMedium)).horizontalAdvance(text());
    return {theme.px(textLeft) + words, theme.px(rowHeight)};
}

void FoldButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const int size = theme.px(chevronSize);
    const QRect chevron(theme.px(1), (height() - size) / 2, size, size);
    const QColor ink = underMouse() ? theme.colours().text : theme.colours().text2;
    drawIcon(painter, chevron, isChecked() ? Icon::ChevronDown : Icon::ChevronRight, ink);
    painter.setFont(theme.font(TypeRole::SmallMedium));
    painter.setPen(theme.colours().text);
    painter.drawText(rect().adjusted(theme.px(textLeft), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
}

void FoldButton::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !event->isAutoRepeat())
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace custos::ui
