#include "tests/ui/support/cut_text.h"

#include "ui/widgets/button.h"

#include <QCheckBox>
#include <QLabel>

namespace custos::test {

namespace {

/// Why a text is not wholly to be seen; empty when it is. A text that may elide is its own matter.
QString cut(const QWidget& widget) {
    const auto* label = qobject_cast<const QLabel*>(&widget);
    const bool button = qobject_cast<const ui::Button*>(&widget) || qobject_cast<const QCheckBox*>(&widget);
    if (!label && !button) {
        return {};
    }
    const QString text = label ? label->text() : static_cast<const QAbstractButton&>(widget).text();
    const bool narrow = !(label && label->wordWrap()) && widget.width() < widget.minimumSizeHint().width();
    const bool low = label && label->wordWrap() && widget.height() < widget.heightForWidth(widget.width());
    const QWidget* parent = widget.parentWidget();
    const bool outside = parent && !parent->rect().adjusted(-1, -1, 1, 1).contains(widget.geometry());
    return narrow || low || outside ? QStringLiteral("cut: %1").arg(text) : QString();
}

} // namespace

QStringList cutBelow(const QWidget& screen) {
    QStringList found;
    for (const QWidget* widget : screen.findChildren<QWidget*>()) {
        if (widget->isVisible()) {
            found << cut(*widget);
        }
    }
    found.removeAll(QString());
    return found;
}

} // namespace custos::test
