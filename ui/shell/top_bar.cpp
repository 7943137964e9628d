#include "ui/shell/top_bar.h"

#include "ui/theme/painting.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/span_text.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QtMath>
#include <QVBoxLayout>

namespace custos::ui {

/// How long the session has; turns `warn` for the last half hour.
class SessionChip : public QWidget {
    Q_OBJECT

public:
    SessionChip() { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }

    void setLeft(std::chrono::seconds left) {
        near_ = left <= std::chrono::minutes(30);
        if (const QString span = spanText(left); span != left_) {
            left_ = span;
            setAccessibleName(tr("Session: %1").arg(tr("%1 left").arg(left_)));
            setToolTip(tr("The session ends by itself after 12 h and can't be extended."));
            showText();
        }
        update();
    }

    void setNarrow(bool narrow) {
        narrow_ = narrow;
        showText();
    }

    [[nodiscard]] QSize sizeHint() const override {
        const Theme& theme = Theme::of(this);
        const QFontMetricsF metrics(theme.font(TypeRole::SmallMedium));
        return {qCeil(metrics.horizontalAdvance(text_)) + theme.px(41), theme.px(32)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const Tokens& c = theme.colours();
        const QColor ink = near_ ? c.warn : c.text2;
        QPainter painter(this);
        drawBox(painter, rect(), theme.pxF(6), near_ ? c.warnSoft : c.surface, near_ ? c.warnLine : c.line);
        const int size = theme.px(13);
        drawIcon(painter, QRect(theme.px(11), (height() - size) / 2, size, size), Icon::Clock, ink);
        painter.setFont(theme.font(TypeRole::SmallMedium));
        painter.setPen(ink);
        painter.drawText(rect().adjusted(theme.px(30), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text_);
    }

private:
    void showText() {
        const QString text = narrow_ ? left_ : tr("%1 left").arg(left_);
        if (text == text_)
            return;
        text_ = text;
        updateGeometry();
        update();
    }

    QString left_;
    QString text_;
    bool near_ = false;
    bool narrow_ = false;
};

/// Who is signed in; opens the menu of what concerns the person.
class UserChip : public QAbstractButton {
    Q_OBJECT

public:
    UserChip()
        : avatar_(new Avatar(QString(), 28))
        , name_(new Text(QString(), TypeRole::SmallMedium))
        , role_(new Text(QString(), TypeRole::Caption, &Tokens::text2)) {
        const Theme& theme = Theme::of(this);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(name_);
        words->addWidget(role_);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(theme.px(8));
        row->addWidget(avatar_);
        row->addLayout(words);
        for (QWidget* part :
             {static_cast<QWidget*>(avatar_), static_cast<QWidget*>(name_), static_cast<QWidget*>(role_)}) {
            part->setAttribute(Qt::WA_TransparentForMouseEvents);
        }
    }

    void setPerson(const QString& displayName, const QString& role) {
        avatar_->setDisplayName(displayName);
        name_->setText(displayName);
        role_->setText(role);
        setAccessibleName(tr("%1, %2", "person and role").arg(displayName, role));
        setToolTip(plainToolTip(accessibleName()));
    }

    void setNarrow(bool narrow) {
        name_->setVisible(!narrow);
        role_->setVisible(!narrow);
        updateGeometry();
    }

    [[nodiscard]] QSize sizeHint() const override { return layout()->sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override {}

private:
    Avatar* avatar_;
    Text* name_;
    Text* role_;
};

TopBar::TopBar(QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , pagePart_(new QStackedWidget)
    , nothing_(new QWidget(this))
    , session_(new SessionChip)
    , user_(new UserChip) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::BottomEdge);
    setFixedHeight(theme.px(56));
    setAccessibleName(tr("Top bar"));
    auto* lock = new Button(tr("Lock"), Button::Kind::Plain);
    lock->setGlyph(Icon::Lock);
    lock->setKeyCap(Qt::CTRL | Qt::Key_L);
    connect(lock, &QAbstractButton::clicked, this, &TopBar::lockRequested);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), 0, theme.px(16), 0);
    row->setSpacing(theme.px(12));
    row->addWidget(pagePart_, 1);
    row->addWidget(session_);
    row->addWidget(lock);
    row->addWidget(user_);
    connect(user_, &QAbstractButton::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        auto* schemes = new QActionGroup(menu);
        const auto addScheme = [&](const QString& words, Scheme scheme) {
            QAction* action = menu->addAction(words, this, [this, scheme] { Q_EMIT schemeChosen(scheme); });
            action->setCheckable(true);
            action->setChecked(Theme::of(this).scheme() == scheme);
            schemes->addAction(action);
        };
        addScheme(tr("Light"), Scheme::Light);
        addScheme(tr("Dark"), Scheme::Dark);
        menu->addSeparator();
        menu->addAction(tr("All keys") + QLatin1String("\tF1"), this, &TopBar::keysRequested);
        menu->addAction(tr("Sign out"), this, &TopBar::signOutRequested);
        menu->popup(user_->mapToGlobal(QPoint(user_->width() - menu->sizeHint().width(), user_->height())));
    });
}

void TopBar::setPagePart(QWidget* part) {
    QWidget* shown = part ? part : nothing_;
    if (pagePart_->indexOf(shown) < 0) {
        pagePart_->addWidget(shown);
    }
    pagePart_->setCurrentWidget(shown);
}

void TopBar::setPerson(const QString& displayName, const QString& role) {
    user_->setPerson(displayName, role);
}

void TopBar::setNarrow(bool narrow) {
    session_->setNarrow(narrow);
    user_->setNarrow(narrow);
}

void TopBar::setSessionLeft(std::chrono::seconds left) {
    session_->setLeft(left);
}

} // namespace custos::ui

#include "top_bar.moc"
