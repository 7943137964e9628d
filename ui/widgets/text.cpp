#include "ui/widgets/text.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>
#include <QToolTip>

namespace custos::ui {

namespace {

constexpr qreal unlimited = 1 << 20;

} // namespace

Text::Text(const QString& text, TypeRole role, Ink ink, QWidget* parent)
    : QLabel(parent)
    , role_(role)
    , ink_(ink) {
    setTextFormat(Qt::PlainText);
    setText(text);
    setFont(roleFont());
}

void Text::setInk(Ink ink) {
    ink_ = ink;
    update();
}

void Text::setEmphasis(const QString& part) {
    emphasis_ = part;
    updateGeometry();
    update();
}

void Text::setElided(bool elided) {
    elided_ = elided;
    updateGeometry();
}

QFont Text::roleFont() const {
    return Theme::of(this).font(role_);
}

QColor Text::colour() const {
    const Tokens& c = Theme::of(this).colours();
    return isEnabled() ? c.*ink_ : c.text3;
}

QString Text::shownText(int width) const {
    return elided_ ? QFontMetricsF(roleFont()).elidedText(text(), Qt::ElideRight, width + 0.5) : text();
}

QSizeF Text::layOut(QTextLayout& layout, qreal width) const {
    const Theme& theme = Theme::of(this);
    const int step = theme.lineHeight(role_);
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(wordWrap() ? QTextOption::WordWrap : QTextOption::ManualWrap);
    layout.setTextOption(option);
    layout.setFont(roleFont());
    const auto at = emphasis_.isEmpty() ? -1 : layout.text().indexOf(emphasis_);
    if (at >= 0) {
        QTextCharFormat format;
        format.setFont(theme.font(role_, QFont::Medium));
        format.setForeground(theme.colours().text);
        layout.setFormats({{int(at), int(emphasis_.size()), format}});
    }
    qreal y = 0;
    qreal widest = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y + qFloor((step - line.ascent() - line.descent()) / 2)});
        widest = qMax(widest, line.naturalTextWidth());
        y += step;
    }
    layout.endLayout();
    return {widest, qMax<qreal>(y, step)};
}

qreal Text::naturalWidth() const {
    qreal widest = 0;
    const QStringList lines = text().split(QLatin1Char('\n'));
    for (const QString& line : lines) {
        QTextLayout layout(line);
        widest = qMax(widest, layOut(layout, unlimited).width());
    }
    return widest;
}

QSize Text::sizeHint() const {
    const int lines = wordWrap() ? 1 : int(text().count(QLatin1Char('\n'))) + 1;
    const int height = lines * Theme::of(this).lineHeight(role_);
    const QMargins m = contentsMargins();
    return {qCeil(naturalWidth()) + m.left() + m.right(), height + m.top() + m.bottom()};
}

QSize Text::minimumSizeHint() const {
    const QSize hint = sizeHint();
    if (!wordWrap() && !elided_) {
        return hint;
    }
    return {qMin(hint.width(), Theme::of(this).px(48)), hint.height()};
}

int Text::heightForWidth(int width) const {
    if (!wordWrap()) {
        return -1;
    }
    QTextLayout layout(text());
    const QMargins m = contentsMargins();
    const qreal inner = width - m.left() - m.right();
    return qCeil(layOut(layout, inner).height()) + m.top() + m.bottom();
}

void Text::paintEvent(QPaintEvent*) {
    const QRect box = contentsRect();
    QString shown = shownText(box.width());
    shown.replace(QLatin1Char('\n'), QChar::LineSeparator);
    QTextLayout layout(shown);
    const QSizeF size = layOut(layout, box.width());
    qreal top = box.top();
    if (alignment() & Qt::AlignVCenter) {
        top += (box.height() - size.height()) / 2;
    }
    QPainter painter(this);
    painter.setPen(colour());
    layout.draw(&painter, {qreal(box.left()), qFloor(top) * 1.0});
}

void Text::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::StyleChange) {
        setFont(roleFont());
        updateGeometry();
    }
}

bool Text::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && elided_ && naturalWidth() > width() && toolTip().isEmpty()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plainToolTip(text()), this);
        return true;
    }
    return QLabel::event(event);
}

QString plainToolTip(const QString& text) {
    return text.isEmpty() ? QString() : QStringLiteral("<span>%1</span>").arg(text.toHtmlEscaped());
}

} // namespace custos::ui
