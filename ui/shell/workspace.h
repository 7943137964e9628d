#pragma once

#include "ui/shell/page.h"
#include "ui/shell/status_line.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

#include <chrono>

class QStackedWidget;
class QVBoxLayout;

namespace custos::ui {

class Banner;
class Rail;
class RegionWalker;
class ToastStack;
class TopBar;

/// What a signed-in person works in: rail, top bar, banners, the open page and the status line. It
/// knows pages only as data, and learns about session and connection through its setters.
class Workspace : public QWidget {
    Q_OBJECT

public:
    static constexpr int mostBanners = 2;

    explicit Workspace(QWidget* parent = nullptr);

    /// Appends a page in rail order; the first one is opened.
    void addPage(const Page& page);
    void openPage(int index);
    [[nodiscard]] int currentPage() const;

    void setPerson(const QString& displayName, const QString& role);
    void setSessionLeft(std::chrono::seconds left);
    void setConnection(const ConnectionFacts& facts);
    void setNow(const QDateTime& now);
    void setHint(const QString& hint);
    void setOnlineOnly(bool onlineOnly);

    /// Shows a banner under the top bar and owns it. A third one takes the place of the least grave, and is
    /// deleted at once where that is itself: a notice hides no alarm.
    void addBanner(Banner* banner);
    void removeBanner(Banner* banner);

    /// Shows something in place of every page at once, as when access can't be logged; owns both.
    void replacePages(QWidget* content, QWidget* titleBar);
    void restorePages();

    [[nodiscard]] ToastStack& toasts() { return *toasts_; }
    void showKeys(); ///< in a dialog

Q_SIGNALS:
    void lockRequested();
    /// Asked for, and meant where something unfinished would be lost.
    void signOutRequested();
    void schemeChosen(custos::ui::Scheme scheme);
    void pageOpened(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showPage(int index);
    void bindKeys();
    void signOut();
    void gatherRegions(const QList<QWidget*>& main);
    [[nodiscard]] Banner* leastGraveBanner() const;

    QList<Page> pages_;
    Rail* rail_;
    TopBar* topBar_;
    QVBoxLayout* banners_;
    QWidget* bannerArea_;
    QStackedWidget* stack_;
    StatusLine* status_;
    ToastStack* toasts_;
    RegionWalker* regions_;
    QPointer<QWidget> replacement_;
    QPointer<QWidget> question_; ///< Whether to sign out
    QPointer<QWidget> replacementTitle_;
};

} // namespace custos::ui
