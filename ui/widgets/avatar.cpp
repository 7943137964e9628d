#include "ui/widgets/avatar.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

QString initials(const QString& displayName) {
    QStringList words = displayName.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return word.endsWith(QLatin1Char('.')); });
    if (words.isEmpty()) {
        return {};
    }
    const QString first = words.constFirst().left(1);
    return (words.size() == 1 ? first : first + words.constLast().left(1)).toUpper();
}

Avatar::Avatar(const QString& displayName, int size, QWidget* parent)
    : QWidget(parent)
    , initials_(initials(displayName))
    , size_(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Avatar::setDisplayName(const QString& displayName) {
    initials_ = initials(displayName);
    update();
}

QSize Avatar::sizeHint() const {
    const int side = Theme::of(this).px(size_);
    return {side, side};
}

void Avatar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colours().soft);
    painter.drawEllipse(rect());
    const bool large = size_ >= 36;
    painter.setFont(theme.font(large ? TypeRole::Large : TypeRole::Caption, QFont::DemiBold));
    painter.setPen(theme.colours().accent);
    painter.drawText(rect(), Qt::AlignCenter, initials_);
}

} // namespace custos::ui
