#include "ui/widgets/close_button.h"

#include "ui/theme/icons.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

CloseButton::CloseButton(QWidget* parent)
    : QAbstractButton(parent) {
    setAccessibleName(tr("Close"));
    setToolTip(tr("Close"));
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize CloseButton::sizeHint() const {
    const int side = Theme::of(this).px(24);
    return {side, side};
}

void CloseButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const int size = theme.px(16);
    QPainter painter(this);
    if (underMouse()) {
        drawBox(painter, rect(), theme.pxF(5), theme.colours().sunken, QColor(), 0);
    }
    const QRect box((width() - size) / 2, (height() - size) / 2, size, size);
    drawIcon(painter, box, Icon::Close, theme.colours().text2);
}

} // namespace custos::ui
