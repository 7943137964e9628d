#include "ui/widgets/button.h"

#include "ui/theme/focus_ring.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTimerEvent>
#include <QtMath>

namespace custos::ui {

namespace {

constexpr int stepMilliseconds = 80;
constexpr int stepDegrees = 30;

struct Measures {
    int height;
    int padding;
    int radius;
    int icon;
    TypeRole role;
};

Measures measures(Button::Size size) {
    switch (size) {
    case Button::Size::Small:
        return {26, 10, 5, 14, TypeRole::Small};
    case Button::Size::Medium:
        return {32, 13, 6, 15, TypeRole::Body};
    case Button::Size::Large:
        return {40, 17, 7, 15, TypeRole::Large};
    }
    Q_UNREACHABLE();
}

} // namespace

struct Button::Look {
    QColor fill;
    QColor border;
    QColor ink;
};

Button::Button(const QString& text, Kind kind, Size size, QWidget* parent)
    : QPushButton(text, parent)
    , kind_(kind)
    , size_(size) {
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setFont(textFont(Theme::of(this)));
    setCornerRadius(*this, kind == Kind::Link ? 0 : measures(size).radius);
}

void Button::setKind(Kind kind) {
    kind_ = kind;
    setFont(textFont(Theme::of(this)));
    updateGeometry();
    update();
}

void Button::setGlyph(Icon icon) {
    glyph_ = icon;
    updateGeometry();
    update();
}

void Button::setKeyCap(const QKeySequence& keys) {
    cap_ = keyCapText(keys);
    updateGeometry();
    update();
}

void Button::setBusy(const QString& words) {
    busyWords_ = words;
    turn_.start(stepMilliseconds, this);
    setAccessibleDescription(words);
    update();
}

void Button::setIdle() {
    busyWords_.reset();
    turn_.stop();
    setAccessibleDescription(QString());
    update();
}

QFont Button::textFont(const Theme& theme) const {
    const bool strong = kind_ == Kind::Primary || kind_ == Kind::DangerConfirm;
    const TypeRole role = kind_ == Kind::Link ? TypeRole::Small : measures(size_).role;
    return theme.font(role, strong ? QFont::DemiBold : QFont::Medium);
}

int Button::iconSize(const Theme& theme) const {
    return theme.px(measures(size_).icon);
}

qreal Button::contentWidth(const Theme& theme, const QString& words) const {
    qreal width = QFontMetricsF(textFont(theme)).horizontalAdvance(words);
    const int gap = words.isEmpty() ? 0 : theme.px(7);
    if (glyph_ || busyWords_) {
        width += iconSize(theme) + gap;
    }
    if (!cap_.isEmpty() && !busyWords_ && isEnabled()) {
        width += keyCapSize(cap_, theme).width() + gap;
    }
    return width;
}

QSize Button::sizeHint() const {
    const Theme& theme = Theme::of(this);
    if (kind_ == Kind::Link) {
        return {qCeil(contentWidth(theme, text())), theme.px(24)};
    }
    const Measures m = measures(size_);
    if (text().isEmpty()) {
        return {theme.px(m.height), theme.px(m.height)};
    }
    // The room that words need at rest is also the room they have while busy.
    qreal width = QFontMetricsF(textFont(theme)).horizontalAdvance(text());
    width += glyph_ ? iconSize(theme) + theme.px(7) : 0;
    width += cap_.isEmpty() ? 0 : keyCapSize(cap_, theme).width() + theme.px(7);
    return {qCeil(width) + 2 * theme.px(m.padding), theme.px(m.height)};
}

QSize Button::minimumSizeHint() const {
    return sizeHint();
}

Button::Look Button::look(const Theme& theme) const {
    const Tokens& c = theme.colours();
    const bool hover = underMouse() && isEnabled();
    const bool down = isDown() || isChecked();
    if (!isEnabled()) {
        const bool bare = kind_ == Kind::Ghost || kind_ == Kind::Link;
        return bare ? Look{QColor(), QColor(), c.text3} : Look{c.surface2, c.line, c.text3};
    }
    switch (kind_) {
    case Kind::Primary:
        return {down ? c.accentPressed : hover ? c.accentHover : c.accent, QColor(), c.onAccent};
    case Kind::Danger:
        return {hover || down ? c.badSoft : c.surface, hover || down ? c.bad : c.badLine, c.bad};
    case Kind::DangerConfirm:
        return {down || hover ? mixed(c.bad, c.text, 0.85) : c.bad, QColor(), c.surface};
    case Kind::Ghost:
        return {down ? c.sunken : hover ? c.surface2 : QColor(), QColor(), c.text};
    case Kind::Link:
        return {QColor(), QColor(), down ? c.accentPressed : hover ? c.accentHover : c.accent};
    case Kind::Plain:
        return {down    ? c.sunken
                : hover ? c.surface2
                        : c.surface,
                hover || down ? c.control : c.lineStrong, c.text};
    }
    Q_UNREACHABLE();
}

void Button::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Look colours = look(theme);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (kind_ != Kind::Link && (colours.fill.isValid() || colours.border.isValid())) {
        drawBox(painter, rect(), theme.pxF(measures(size_).radius), colours.fill, colours.border);
    }
    paintContent(painter, theme, colours);
}

void Button::paintContent(QPainter& painter, const Theme& theme, const Look& colours) const {
    const int room = width() - iconSize(theme) - theme.px(7) - 2 * theme.px(4);
    const QString words =
        busyWords_ ? QFontMetricsF(textFont(theme)).elidedText(*busyWords_, Qt::ElideRight, room) : text();
    const qreal gap = theme.px(7);
    const qreal centre = height() / 2.0;
    qreal x = kind_ == Kind::Link ? 0 : qMax(4.0, (width() - contentWidth(theme, words)) / 2);
    const int icon = iconSize(theme);
    if (glyph_ || busyWords_) {
        const QRectF box(qRound(x), qRound(centre - icon / 2.0), icon, icon);
        if (busyWords_) {
            paintBusyRing(painter, box, colours.ink);
        } else {
            drawIcon(painter, box, *glyph_, colours.ink);
        }
        x += icon + gap;
    }
    QFont font = textFont(theme);
    if (!isEnabled()) {
        font.setWeight(QFont::Medium);
    }
    font.setUnderline(kind_ == Kind::Link && underMouse() && isEnabled());
    const qreal advance = QFontMetricsF(font).horizontalAdvance(words);
    painter.setFont(font);
    painter.setPen(colours.ink);
    painter.drawText(QRectF(x, 0, advance + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, words);
    if (cap_.isEmpty() || busyWords_ || !isEnabled()) {
        return;
    }
    const QSizeF cap = keyCapSize(cap_, theme);
    const QRectF box(qRound(x + advance + gap), qRound(centre - cap.height() / 2), qRound(cap.width()),
                     cap.height());
    const bool onColour = kind_ == Kind::Primary || kind_ == Kind::DangerConfirm;
    onColour ? drawKeyCapOutline(painter, box, cap_, theme, colours.ink)
             : drawKeyCap(painter, box, cap_, theme);
}

void Button::paintBusyRing(QPainter& painter, const QRectF& box, const QColor& ink) const {
    const qreal pen = qMax(1.5, box.width() / 8);
    const QRectF ring = box.adjusted(pen, pen, -pen, -pen);
    QColor track = ink;
    track.setAlphaF(0.35F);
    painter.setPen(QPen(track, pen));
    painter.drawEllipse(ring);
    painter.setPen(QPen(ink, pen, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, (90 - angle_) * 16, -100 * 16);
}

void Button::timerEvent(QTimerEvent* event) {
    if (event->timerId() != turn_.timerId()) {
        return QPushButton::timerEvent(event);
    }
    angle_ = (angle_ + stepDegrees) % 360;
    update();
}

void Button::mousePressEvent(QMouseEvent* event) {
    if (!isBusy()) {
        QPushButton::mousePressEvent(event);
    }
}

void Button::keyPressEvent(QKeyEvent* event) {
    const bool activates = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return ||
                           event->key() == Qt::Key_Enter || event->key() == Qt::Key_Select;
    if (isBusy() && activates) {
        return event->accept();
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        // Outside a QDialog Qt gives Enter to the default button only.
        return event->isAutoRepeat() ? event->accept() : click();
    }
    QPushButton::keyPressEvent(event);
}

void Button::changeEvent(QEvent* event) {
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::StyleChange) {
        setFont(textFont(Theme::of(this)));
        updateGeometry();
    }
}

} // namespace custos::ui
