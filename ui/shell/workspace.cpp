#include "ui/shell/workspace.h"

#include "ui/shell/key_list.h"
#include "ui/shell/rail.h"
#include "ui/shell/region_walker.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/drop_question.h"
#include "ui/widgets/side_panel.h"
#include "ui/widgets/toast_stack.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int compactBelow = 720;
constexpr int toastLeft = 92;
constexpr int toastAbove = 38;

} // namespace

Workspace::Workspace(QWidget* parent)
    : QWidget(parent)
    , rail_(new Rail)
    , topBar_(new TopBar)
    , banners_(new QVBoxLayout)
    , bannerArea_(new QWidget)
    , stack_(new QStackedWidget)
    , status_(new StatusLine)
    , regions_(new RegionWalker(this)) {
    bannerArea_->setLayout(banners_);
    bannerArea_->setAccessibleName(tr("Messages"));
    bannerArea_->hide();
    auto* main = new QVBoxLayout;
    for (QLayout* layout : {static_cast<QLayout*>(banners_), static_cast<QLayout*>(main)}) {
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
    }
    main->addWidget(topBar_);
    main->addWidget(bannerArea_);
    main->addWidget(stack_, 1);
    main->addWidget(status_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail_);
    row->addLayout(main, 1);
    toasts_ = new ToastStack(*this, toastLeft, toastAbove);
    connect(rail_, &Rail::chosen, this, &Workspace::openPage);
    connect(topBar_, &TopBar::lockRequested, this, &Workspace::lockRequested);
    connect(topBar_, &TopBar::signOutRequested, this, &Workspace::signOut);
    connect(topBar_, &TopBar::schemeChosen, this, &Workspace::schemeChosen);
    connect(topBar_, &TopBar::keysRequested, this, &Workspace::showKeys);
    bindKeys();
}

void Workspace::bindKeys() {
    const auto bind = [this](const QKeySequence& keys, auto act) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    bind(Qt::CTRL | Qt::Key_L, [this] { Q_EMIT lockRequested(); });
    bind(Qt::Key_F6, [this] { regions_->walk(true); });
    bind(Qt::SHIFT | Qt::Key_F6, [this] { regions_->walk(false); });
    bind(Qt::Key_F1, [this] { showKeys(); });
}

void Workspace::signOut() {
    if (question_)
        return question_->setFocus(Qt::OtherFocusReason); // one is enough: the second would uncover the page
    int unfinished = 0;
    for (const Page& page : std::as_const(pages_))
        unfinished += page.unfinished ? page.unfinished() : 0;
    if (unfinished == 0)
        return Q_EMIT signOutRequested();
    question_ = askBeforeDropping(
        *this, tr("%n bookings are not booked yet. Signing out drops them.", nullptr, unfinished),
        tr("Drop and sign out"), [this] { Q_EMIT signOutRequested(); }, stack_);
}

void Workspace::addPage(const Page& page) {
    const int index = rail_->addItem(page.label, page.icon);
    pages_.append(page);
    if (page.content->accessibleName().isEmpty()) {
        page.content->setAccessibleName(page.label);
    }
    stack_->addWidget(page.content);
    if (index == 0) {
        showPage(0);
    }
}

void Workspace::openPage(int index) {
    if (index < 0 || index >= pages_.size() || replacement_) {
        return;
    }
    if (index == currentPage()) {
        return pages_.at(index).content->setFocus(Qt::OtherFocusReason);
    }
    showPage(index);
}

void Workspace::showPage(int index) {
    const Page& page = pages_.at(index);
    rail_->setCurrent(index);
    stack_->setCurrentWidget(page.content);
    topBar_->setPagePart(page.titleBar);
    status_->setHint(page.hint);
    gatherRegions(page.regions.isEmpty() ? QList<QWidget*>{page.content} : page.regions);
    page.content->setFocus(Qt::OtherFocusReason);
    Q_EMIT pageOpened(index);
}

int Workspace::currentPage() const {
    for (int i = 0; i < pages_.size(); ++i) {
        if (pages_.at(i).content == stack_->currentWidget()) {
            return i;
        }
    }
    return -1;
}

void Workspace::gatherRegions(const QList<QWidget*>& main) {
    QList<QWidget*> all{rail_, topBar_, bannerArea_};
    all.append(main);
    regions_->setRegions(all);
}

void Workspace::setPerson(const QString& displayName, const QString& role) {
    topBar_->setPerson(displayName, role);
}

void Workspace::setSessionLeft(std::chrono::seconds left) {
    topBar_->setSessionLeft(left);
}

void Workspace::setConnection(const ConnectionFacts& facts) {
    status_->setConnection(facts);
}

void Workspace::setNow(const QDateTime& now) {
    status_->setNow(now);
}

void Workspace::setOnlineOnly(bool onlineOnly) {
    status_->setOnlineOnly(onlineOnly);
}

void Workspace::setHint(const QString& hint) {
    status_->setHint(hint);
}

void Workspace::addBanner(Banner* banner) {
    banners_->addWidget(banner);
    if (banners_->count() > mostBanners) {
        Banner* goes = leastGraveBanner();
        const bool itself = goes == banner;
        delete goes;
        if (itself) {
            return;
        }
    }
    banner->show(); // and not when the layout comes round to it: it is announced now
    bannerArea_->show();
    announce(*banner, banner->sentence());
}

/// The oldest of them.
Banner* Workspace::leastGraveBanner() const {
    Banner* least = nullptr;
    for (int i = 0; i < banners_->count(); ++i) {
        auto* banner = qobject_cast<Banner*>(banners_->itemAt(i)->widget());
        if (!least || banner->gravity() < least->gravity()) {
            least = banner;
        }
    }
    return least;
}

void Workspace::removeBanner(Banner* banner) {
    const bool hadFocus = banner->isAncestorOf(QApplication::focusWidget());
    delete banner;
    bannerArea_->setVisible(banners_->count() > 0);
    if (hadFocus && stack_->currentWidget()) {
        stack_->currentWidget()->setFocus(Qt::OtherFocusReason);
    }
}

void Workspace::replacePages(QWidget* content, QWidget* titleBar) {
    const int before = currentPage();
    delete replacement_;
    delete replacementTitle_;
    toasts_->clear();
    stack_->addWidget(content);
    stack_->setCurrentWidget(content);
    topBar_->setPagePart(titleBar);
    status_->setHint(QString());
    rail_->setCurrent(before);
    replacement_ = content;
    replacementTitle_ = titleBar;
    gatherRegions({content});
    content->setFocus(Qt::OtherFocusReason);
}

void Workspace::restorePages() {
    if (!replacement_) {
        return;
    }
    const int open = rail_->current();
    delete std::exchange(replacement_, nullptr);
    delete std::exchange(replacementTitle_, nullptr);
    showPage(qMax(0, open));
}

void Workspace::showKeys() {
    QList<KeyHint> keys{{Qt::CTRL | Qt::Key_L, tr("Lock now")},
                        {Qt::ALT | Qt::Key_1, tr("Open the first place of the rail; Alt+2 the second")},
                        {Qt::Key_F6, tr("Next region")},
                        {Qt::SHIFT | Qt::Key_F6, tr("Previous region")},
                        {Qt::Key_F1, tr("All keys")}};
    const int open = currentPage();
    if (open >= 0) {
        keys.append(pages_.at(open).keys);
    }
    showKeyList(*window(), keys);
}

void Workspace::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    rail_->setCompact(height() < Theme::of(this).px(compactBelow));
    topBar_->setNarrow(isOneColumn(*this));
    status_->setNarrow(isOneColumn(*this));
}

} // namespace custos::ui
