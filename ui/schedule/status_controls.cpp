#include "ui/schedule/status_controls.h"

#include "ui/schedule/scene_brush.h"
#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/theme/painting.h"
#include "ui/widgets/text.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace custos::ui {

namespace {

constexpr qreal unavailable = 0.55;
constexpr int glyphSide = 13;

// Along the next step, in px at 100 %.
constexpr int wordsLeft = 33;
constexpr int beforeAside = 7;
constexpr int afterAside = 3;

QString wordsFor(VisitStatus status) {
    return status == VisitStatus::Cancelled ? ScheduleWords::tr("Cancel visit")
                                            : ScheduleWords::status(status);
}

} // namespace

StatusButton::StatusButton(VisitStatus status, QWidget* parent)
    : QAbstractButton(parent)
    , status_(status) {
    setText(wordsFor(status));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setCurrent(false);
}

void StatusButton::setCurrent(bool current) {
    current_ = current;
    setAccessibleName(current ? tr("%1, now", "the status that holds").arg(text()) : text());
    update();
}

QSize StatusButton::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(150), theme.px(32)};
}

void StatusButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    const StatusColours& status = c.*lookOf(status_).colours;
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(unavailable);
    const bool hovered = underMouse() && isEnabled() && !current_;
    drawBox(painter, rect(), theme.pxF(6),
            current_  ? status.fill
            : hovered ? c.surface2
                      : c.surface,
            current_  ? status.bar
            : hovered ? c.control
                      : c.line);
    const qreal glyph = theme.px(glyphSide);
    drawIcon(painter, QRectF(theme.px(9), (height() - glyph) / 2, glyph, glyph), lookOf(status_).icon,
             status.ink);
    const SceneBrush brush(painter, theme);
    brush.text(text(), TypeRole::Small, current_ ? status.ink : c.text,
               {QRectF(theme.px(30), 0, width() - theme.px(66), height()),
                current_ ? QFont::DemiBold : QFont::Medium});
    if (current_)
        brush.text(tr("now", "the status that holds"), TypeRole::Caption, status.ink,
                   {QRectF(0, 0, width() - theme.px(9), height()), {}, Qt::AlignRight});
    else if (const QKeySequence key = lookOf(status_).key; !key.isEmpty()) {
        const QString cap = keyCapText(key);
        const QSizeF size = keyCapSize(cap, theme);
        drawKeyCap(
            painter,
            QRectF(QPointF(std::floor(width() - theme.px(9) - size.width()), (height() - size.height()) / 2),
                   size),
            cap, theme);
    }
}

NextStepButton::NextStepButton(QWidget* parent)
    : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void NextStepButton::setStep(VisitStatus status, const QString& words, const QString& aside) {
    status_ = status;
    words_ = words;
    aside_ = aside;
    setAccessibleName(aside.isEmpty() ? words : tr("%1. %2", "act. remark").arg(words, aside));
    update();
}

void NextStepButton::setHasChoices(bool has) {
    choices_ = has;
    setAccessibleDescription(has ? tr("Down offers other rooms") : QString());
    setToolTip(plainToolTip(accessibleDescription()));
    update();
}

QSize NextStepButton::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(200), theme.px(32)};
}

int NextStepButton::chevronLeft() const {
    return width() - Theme::of(this).px(56);
}

int NextStepButton::capLeft() const {
    return width() - Theme::of(this).px(36);
}

QString NextStepButton::asideWords() const {
    return aside_.isEmpty() ? QString() : tr("· %1", "remark after an act").arg(aside_);
}

bool NextStepButton::showsChevron() const {
    if (!choices_ || aside_.isEmpty())
        return choices_;
    const Theme& theme = Theme::of(this);
    const qreal right = theme.px(wordsLeft + beforeAside + afterAside) +
                        QFontMetricsF(theme.font(TypeRole::H4)).horizontalAdvance(words_) +
                        QFontMetricsF(theme.font(TypeRole::Small)).horizontalAdvance(asideWords());
    return right <= chevronLeft() || right > capLeft();
}

void NextStepButton::mousePressEvent(QMouseEvent* event) {
    if (showsChevron() && event->position().x() >= chevronLeft() &&
        event->position().x() < width() - Theme::of(this).px(32)) {
        Q_EMIT menuRequested();
        return;
    }
    QAbstractButton::mousePressEvent(event);
}

void NextStepButton::keyPressEvent(QKeyEvent* event) {
    if (choices_ && event->key() == Qt::Key_Down)
        Q_EMIT menuRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

void NextStepButton::contextMenuEvent(QContextMenuEvent* event) {
    if (choices_)
        Q_EMIT menuRequested();
    event->setAccepted(choices_);
}

void NextStepButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    const QColor ground = isDown() ? c.accentPressed : underMouse() ? c.accentHover : c.accent;
    drawBox(painter, rect(), theme.pxF(6), ground, QColor(), 0);
    const qreal glyph = theme.px(glyphSide);
    drawIcon(painter, QRectF(theme.px(13), (height() - glyph) / 2, glyph, glyph), lookOf(status_).icon,
             c.onAccent);
    const SceneBrush brush(painter, theme);
    qreal x = theme.px(wordsLeft);
    const qreal right = showsChevron() ? chevronLeft() : capLeft();
    x += brush.text(words_, TypeRole::H4, c.onAccent, {QRectF(x, 0, right - x, height())});
    if (!aside_.isEmpty())
        brush.text(
            asideWords(), TypeRole::Small, c.onAccent,
            {QRectF(x + theme.px(beforeAside), 0, right - x - theme.px(beforeAside + afterAside), height())});
    if (showsChevron()) {
        const qreal size = theme.px(14);
        drawIcon(painter, QRectF(chevronLeft() + theme.px(4), (height() - size) / 2, size, size),
                 Icon::ChevronDown, c.onAccent);
    }
    const QString cap = keyCapText(lookOf(status_).key);
    const QSizeF size = keyCapSize(cap, theme);
    drawKeyCapOutline(
        painter,
        QRectF(QPointF(std::floor(width() - theme.px(13) - size.width()), (height() - size.height()) / 2),
               size),
        cap, theme, c.onAccent);
}

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCounts(counts_);
}

void StatusStrip::setCounts(const std::array<int, allVisitStatuses.size()>& counts) {
    counts_ = counts;
    setAccessibleName(sentence());
    updateGeometry();
    update();
}

void StatusStrip::setWordy(bool wordy) {
    wordy_ = wordy;
    updateGeometry();
    update();
}

QString StatusStrip::sentence() const {
    QStringList parts;
    for (const VisitStatus status : allVisitStatuses)
        parts.append(
            tr("%1 %2", "status count").arg(ScheduleWords::status(status)).arg(counts_[size_t(status)]));
    return parts.join(QStringLiteral(", "));
}

qreal StatusStrip::itemWidth(size_t index) const {
    const Theme& theme = Theme::of(this);
    const QFontMetricsF words(theme.font(TypeRole::Small));
    const QFontMetricsF number(theme.font(TypeRole::SmallStrong));
    const qreal word = wordy_
                           ? words.horizontalAdvance(ScheduleWords::status(VisitStatus(index))) + theme.px(5)
                           : theme.px(1);
    return theme.px(glyphSide + 5) + word + number.horizontalAdvance(QString::number(counts_[index]));
}

QSize StatusStrip::sizeHint() const {
    const Theme& theme = Theme::of(this);
    qreal width = 0;
    for (size_t i = 0; i < counts_.size(); ++i)
        width += itemWidth(i) + theme.px(wordy_ ? 8 : 14);
    return {int(std::ceil(width)), theme.px(26)};
}

void StatusStrip::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    const SceneBrush brush(painter, theme);
    qreal x = 0;
    for (const VisitStatus status : allVisitStatuses) {
        const qreal glyph = theme.px(glyphSide);
        drawIcon(painter, QRectF(std::round(x), (height() - glyph) / 2, glyph, glyph), lookOf(status).icon,
                 (c.*lookOf(status).colours).ink);
        qreal at = x + theme.px(glyphSide + 5);
        if (wordy_)
            at += brush.text(ScheduleWords::status(status), TypeRole::Small, c.text2,
                             {QRectF(at, 0, theme.px(120), height())}) +
                  theme.px(5);
        else
            at += theme.px(1);
        brush.text(QString::number(counts_[size_t(status)]), TypeRole::SmallStrong, c.text,
                   {QRectF(at, 0, theme.px(40), height())});
        x += itemWidth(size_t(status)) + theme.px(wordy_ ? 8 : 14);
    }
}

bool StatusStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip)
        setToolTip(wordy_ ? QString() : plainToolTip(sentence()));
    return QWidget::event(event);
}

IconButton::IconButton(Icon icon, const QString& name, int side, QWidget* parent)
    : QAbstractButton(parent)
    , icon_(icon)
    , side_(side) {
    setAccessibleName(name);
    setToolTip(plainToolTip(name));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void IconButton::setIconShape(Icon icon) {
    icon_ = icon;
    update();
}

QSize IconButton::sizeHint() const {
    const int side = Theme::of(this).px(side_);
    return {side, side};
}

void IconButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    QPainter painter(this);
    const bool hovered = underMouse() && isEnabled();
    const QColor border = isChecked() ? c.softLine : hovered ? c.control : c.lineStrong;
    drawBox(painter, rect(), theme.pxF(side_ > 28 ? 6 : 5),
            isChecked() ? c.soft
            : hovered   ? c.surface2
                        : c.surface,
            border);
    const qreal size = theme.px(side_ > 28 ? 16 : 15);
    drawIcon(painter, QRectF((width() - size) / 2, (height() - size) / 2, size, size), icon_,
             isChecked()   ? c.accent
             : isEnabled() ? c.text
                           : c.text3);
}

PrivacyEye::PrivacyEye(QWidget* parent)
    : IconButton(Icon::Eye, tr("Privacy mode"), 26, parent) {
    setCheckable(true);
}

void PrivacyEye::setPrivacy(bool on) {
    const QSignalBlocker nobodyActed(this);
    setChecked(on);
    setIconShape(on ? Icon::EyeOff : Icon::Eye);
}

} // namespace custos::ui
