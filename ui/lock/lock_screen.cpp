#include "ui/lock/lock_screen.h"

#include "models/domain/problem.h"
#include "models/domain/session.h"
#include "models/ports/clock.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/drop_question.h"
#include "ui/widgets/field.h"
#include "ui/widgets/role_text.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QFocusFrame>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr std::chrono::hours sessionLife{12};
constexpr int belowWidth = 392;

struct LockRefusal {
    QString title;
    QString sentence;
};

LockRefusal lockRefusal(const Problem& problem) {
    using Kind = Problem::Kind;
    switch (problem.kind) {
    case Kind::Unauthenticated:
        return {LockScreen::tr("The password is not right"),
                problem.attemptsLeft
                    ? LockScreen::tr("%n attempts left. After that this account is locked for 15 min.",
                                     nullptr, *problem.attemptsLeft)
                    : QString()};
    case Kind::Locked:
        return {problem.lockedUntil
                    ? LockScreen::tr("This account is locked until %1").arg(timeText(*problem.lockedUntil))
                    : LockScreen::tr("This account is locked"),
                LockScreen::tr("An owner or manager can unlock it sooner.")};
    case Kind::Unreachable:
        return {LockScreen::tr("The server can’t be reached"),
                LockScreen::tr("Unlocking needs it. Check the network, then try again.")};
    case Kind::WrongServer:
        return {LockScreen::tr("The server’s certificate changed"),
                LockScreen::tr("Custos has stopped sending data. Call the practice owner before you go on.")};
    default:
        return {LockScreen::tr("The server could not unlock this session"),
                LockScreen::tr("Try again, or sign out and sign in anew.")};
    }
}

} // namespace

/// What is left of the session, as a bar under its sentence.
class SpanBar : public QWidget {
public:
    SpanBar() { setFixedHeight(Theme::of(this).px(6)); }

    void setShare(qreal left) {
        left_ = qBound(0.0, left, 1.0);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        drawBox(painter, rect(), height() / 2.0, theme.colours().lineStrong, QColor(), 0);
        const QRectF part(0, 0, width() * left_, height());
        drawBox(painter, part, height() / 2.0, theme.colours().accent, QColor(), 0);
    }

private:
    qreal left_ = 1;
};

LockScreen::LockScreen(QWidget& window, const Clock& clock)
    : Gate(&window)
    , window_(window)
    , clock_(clock)
    , time_(new Text(QString(), TypeRole::Clock))
    , date_(new Text(QString(), TypeRole::Large, &Tokens::text2))
    , avatar_(new Avatar(QString(), 40))
    , name_(new Text(QString(), TypeRole::H3))
    , role_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , notice_(new Notice(Tone::Bad, Icon::Warn))
    , noticeBox_(new QWidget)
    , password_(new Field(tr("Password"), LineEdit::Height::Large))
    , unlock_(new Button(tr("Unlock"), Button::Kind::Primary, Button::Size::Large))
    , since_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , ends_(new Text(QString(), TypeRole::SmallMedium))
    , left_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , kept_(new Text(QString(), TypeRole::Small, &Tokens::text2))
    , bar_(new SpanBar)
    , tick_(new QTimer(this)) {
    const Theme& theme = Theme::of(this);
    setAccessibleName(tr("Locked"));
    password_->makePassword();
    unlock_->setKeyCap(Qt::Key_Return);
    auto* box = new QVBoxLayout(noticeBox_);
    box->setContentsMargins(0, 0, 0, theme.px(16));
    box->addWidget(notice_);
    noticeBox_->hide();
    auto* column = new QVBoxLayout(&makeCard(400));
    column->setContentsMargins(theme.px(33), theme.px(29), theme.px(33), theme.px(25));
    column->setSpacing(0);
    column->addWidget(newPerson());
    column->addSpacing(theme.px(22));
    column->addWidget(noticeBox_);
    column->addWidget(password_);
    column->addSpacing(theme.px(14));
    column->addWidget(unlock_);
    column->addSpacing(theme.px(8));
    column->addWidget(newOthers());
    setAbove(newClock());
    setBelow(newBelow());

    connect(unlock_, &QAbstractButton::clicked, this, &LockScreen::submit);
    connect(&password_->edit(), &QLineEdit::returnPressed, unlock_, &QAbstractButton::click);
    connect(tick_, &QTimer::timeout, this, &LockScreen::showTime);
    setFocusProxy(password_);
    hide();
}

LockScreen::~LockScreen() {
    qApp->removeEventFilter(this);
}

QWidget* LockScreen::newPerson() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(12));
    row->addWidget(avatar_);
    auto* words = new QVBoxLayout;
    words->setContentsMargins(0, theme.px(2), 0, theme.px(2));
    words->setSpacing(0);
    name_->setElided(true);
    role_->setElided(true);
    words->addWidget(name_);
    words->addWidget(role_);
    row->addLayout(words, 1);
    auto* locked = new Chip(tr("Locked"), Tone::Neutral, Chip::Shape::Square);
    locked->setGlyph(Icon::Lock);
    row->addWidget(locked);
    return part;
}

QWidget* LockScreen::newOthers() {
    auto* switchUser = new Button(tr("Switch user"), Button::Kind::Plain, Button::Size::Large);
    switchUser->setGlyph(Icon::Swap);
    auto* signOut = new Button(tr("Sign out"), Button::Kind::Plain, Button::Size::Large);
    signOut->setGlyph(Icon::SignOut);
    auto* part = new QWidget;
    auto* others = new QHBoxLayout(part);
    others->setContentsMargins(0, 0, 0, 0);
    others->setSpacing(Theme::of(part).px(8));
    others->addWidget(switchUser, 1);
    others->addWidget(signOut, 1);
    connect(switchUser, &QAbstractButton::clicked, this, [this] { leave(&LockScreen::switchUserRequested); });
    connect(signOut, &QAbstractButton::clicked, this, [this] { leave(&LockScreen::signOutRequested); });
    return part;
}

QWidget* LockScreen::newClock() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, theme.px(24));
    column->setSpacing(0);
    column->addWidget(time_, 0, Qt::AlignHCenter);
    column->addSpacing(-theme.px(2));
    column->addWidget(date_, 0, Qt::AlignHCenter);
    return part;
}

QWidget* LockScreen::newBelow() {
    auto* part = new QWidget;
    const Theme& theme = Theme::of(part);
    part->setFixedWidth(theme.px(belowWidth));
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, theme.px(18), 0, 0);
    column->setSpacing(theme.px(7));
    auto* row = new QHBoxLayout;
    since_->setElided(true);
    row->addWidget(since_, 1);
    row->addWidget(ends_);
    column->addLayout(row);
    column->addWidget(bar_);
    auto* under = new QHBoxLayout;
    left_->setElided(true);
    under->addWidget(left_, 1);
    under->addWidget(kept_);
    column->addLayout(under);
    return part;
}

void LockScreen::cover(const Session& session, std::optional<std::chrono::seconds> idle) {
    if (covering_) {
        return;
    }
    covering_ = true;
    idle_ = idle;
    lockedAt_ = clock_.now();
    expiry_ = session.absoluteExpiry.toTimeZone(session.practice.zone);
    avatar_->setDisplayName(session.user.displayName);
    name_->setText(session.user.displayName);
    role_->setText(rolesText(session.user.roles));
    noticeBox_->hide();
    password_->wipe();
    showTime();
    focusBefore_ = QApplication::focusWidget();
    qApp->installEventFilter(this);
    hideEverythingElse();
    setGeometry(window_.rect());
    show();
    raise();
    tick_->start(std::chrono::seconds(1));
    password_->edit().setFocus(Qt::OtherFocusReason);
    repaint(); // not when the event loop comes round to it: the computer may sleep as soon as this returns
}

void LockScreen::setKept(int bookings) {
    keptBookings_ = bookings;
    kept_->setVisible(bookings > 0);
    kept_->setText(tr("%n parked bookings are kept", nullptr, bookings));
}

void LockScreen::leave(void (LockScreen::*how)()) {
    if (keptBookings_ == 0)
        return Q_EMIT(this->*how)();
    askBeforeDropping(
        *this,
        tr("%n parked bookings are kept until you unlock. Leaving now drops them.", nullptr, keptBookings_),
        tr("Drop and leave"), [this, how] {
            Q_EMIT(this->*how)
            ();
        });
}

void LockScreen::hideEverythingElse() {
    QToolTip::hideText();
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget* other : windows) {
        if (other != &window_ && other->isVisible()) {
            hideWindow(*other);
        }
    }
    const auto children = window_.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget* child : children) {
        if (child != this && !child->isWindow() && !child->isHidden()) {
            hiddenChildren_.append(child);
            child->hide();
        }
    }
}

void LockScreen::hideWindow(QWidget& other) {
    const bool comesBack = other.windowType() != Qt::Popup && other.windowType() != Qt::ToolTip;
    if (comesBack) {
        hiddenWindows_.append(&other);
    }
    other.hide();
}

/// The focus ring around something on the lock stands beside the lock in the window, and above it. It
/// follows when the lock is raised: raising the lock in turn would never end.
bool LockScreen::isRingOfOwn(const QWidget& widget) const {
    const auto* ring = qobject_cast<const QFocusFrame*>(&widget);
    return ring && ring->widget() && isAncestorOf(ring->widget());
}

/// Nothing that opens while the lock is up reaches the screen, whoever opened it.
bool LockScreen::eventFilter(QObject* watched, QEvent* event) {
    if (!covering_ || !watched->isWidgetType()) {
        return false;
    }
    auto* widget = static_cast<QWidget*>(watched);
    if (widget == &window_ && event->type() == QEvent::Resize) {
        setGeometry(window_.rect());
    }
    const bool comesUp = event->type() == QEvent::Show || event->type() == QEvent::ZOrderChange;
    if (!comesUp || widget == this || widget == &window_) {
        return false;
    }
    if (widget->isWindow() && event->type() == QEvent::Show) {
        // Qt asks for this attribute after the event and before it maps the window.
        widget->setAttribute(Qt::WA_DontShowOnScreen);
        QTimer::singleShot(0, widget, [this, widget] {
            widget->hide();
            widget->setAttribute(Qt::WA_DontShowOnScreen, false);
            const bool comesBack = widget->windowType() != Qt::Popup && widget->windowType() != Qt::ToolTip;
            if (covering_ && comesBack) {
                hiddenWindows_.append(widget);
            }
        });
    } else if (widget->parentWidget() == &window_ && !isRingOfOwn(*widget)) {
        raise();
    }
    return false;
}

void LockScreen::takeAway() {
    covering_ = false;
    for (Dialog* asking : findChildren<Dialog*>())
        asking->close();
    qApp->removeEventFilter(this);
    tick_->stop();
    unlock_->setIdle();
    password_->wipe();
    hide();
}

void LockScreen::uncover() {
    if (!covering_) {
        return;
    }
    takeAway();
    const auto children = std::exchange(hiddenChildren_, {});
    for (QWidget* child : children) {
        if (child && child->parentWidget() == &window_) {
            child->show();
        }
    }
    const auto windows = std::exchange(hiddenWindows_, {});
    for (QWidget* other : windows) {
        if (other) {
            other->show();
        }
    }
    if (focusBefore_) {
        focusBefore_->setFocus(Qt::OtherFocusReason);
    }
}

void LockScreen::discard() {
    if (!covering_) {
        return;
    }
    takeAway();
    hiddenChildren_.clear();
    const auto windows = std::exchange(hiddenWindows_, {});
    for (QWidget* other : windows) {
        if (other) {
            other->close();
        }
    }
}

void LockScreen::showTime() {
    const QDateTime now = clock_.now();
    const QDateTime local = expiry_.isValid() ? now.toTimeZone(expiry_.timeZone()) : now;
    time_->setText(QLocale()
                       .toString(local, tr("h:mm AP", "clock of the lock screen, a format of QLocale"))
                       .section(QLatin1Char(' '), 0, 0));
    date_->setText(
        QLocale().toString(local, tr("dddd, MMMM d", "date of the lock screen, a format of QLocale")));
    since_->setText(sinceText(std::chrono::seconds(lockedAt_.secsTo(now))));
    const std::chrono::seconds left(qMax<qint64>(0, now.secsTo(expiry_)));
    ends_->setText(tr("Session ends %1").arg(timeText(expiry_)));
    left_->setText(tr("%1 left of 12 h").arg(spanText(left)));
    bar_->setShare(double(left.count()) / double(std::chrono::seconds(sessionLife).count()));
}

/// In minutes: seconds that count up would only draw the eye.
QString LockScreen::sinceText(std::chrono::seconds ago) const {
    if (ago < std::chrono::minutes(1))
        return idle_ ? tr("Locked just now, after %1 idle").arg(spanText(*idle_)) : tr("Locked just now");
    return idle_ ? tr("Locked %1 ago, after %2 idle").arg(spanText(ago), spanText(*idle_))
                 : tr("Locked %1 ago").arg(spanText(ago));
}

void LockScreen::submit() {
    if (unlock_->isBusy() || password_->text().isEmpty()) {
        return;
    }
    noticeBox_->hide();
    password_->edit().setInvalid(false);
    Q_EMIT unlockRequested(takeText(password_->edit()));
}

void LockScreen::setBusy() {
    unlock_->setBusy(tr("Unlocking"));
}

void LockScreen::showProblem(const Problem& problem) {
    unlock_->setIdle();
    password_->wipe();
    const LockRefusal refusal = lockRefusal(problem);
    notice_->setMessage(refusal.title, refusal.sentence);
    noticeBox_->show();
    password_->edit().setInvalid(problem.kind == Problem::Kind::Unauthenticated);
    password_->edit().setFocus(Qt::OtherFocusReason);
}

} // namespace custos::ui
