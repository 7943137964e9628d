#include "tests/ui/support/unnamed.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>

namespace custos::test {

namespace {

bool isInteractive(const QWidget& widget) {
    return widget.focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton*>(&widget) ||
           qobject_cast<const QLineEdit*>(&widget) || qobject_cast<const QComboBox*>(&widget) ||
           qobject_cast<const QAbstractItemView*>(&widget);
}

bool isNamed(QWidget& widget) {
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&widget);
    return spoken && !spoken->text(QAccessible::Name).trimmed().isEmpty();
}

} // namespace

QStringList unnamedBelow(const QWidget& screen) {
    QStringList found;
    for (QWidget* widget : screen.findChildren<QWidget*>()) {
        if (widget->isVisible() && isInteractive(*widget) && !isNamed(*widget)) {
            const QPoint at = widget->mapTo(&screen, QPoint());
            found << QStringLiteral("%1 at %2, %3")
                         .arg(QString::fromLatin1(widget->metaObject()->className()))
                         .arg(at.x())
                         .arg(at.y());
        }
    }
    return found;
}

} // namespace custos::test
