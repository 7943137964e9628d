#include "ui/shell/opening_block_notice.h"

#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"

namespace custos::ui {

OpeningBlockNotice::OpeningBlockNotice(Workspace& shell, std::chrono::milliseconds window)
    : QObject(&shell)
    , shell_(shell) {
    over_.setSingleShot(true);
    over_.setInterval(window);
    connect(&over_, &QTimer::timeout, this, &OpeningBlockNotice::hide);
}

void OpeningBlockNotice::warn() {
    const bool said = isWarned();
    over_.start();
    if (said)
        return;
    banner_ =
        new Banner(Tone::Info, Icon::Info,
                   tr("You have opened many patients or days in a short time. If it goes on, opening more "
                      "stops until you, or an owner, let you go on."));
    banner_->setAct(tr("Dismiss"), Icon::Close);
    // Later: the button that was pressed is still in its own event.
    connect(banner_, &Banner::acted, this, &OpeningBlockNotice::hide, Qt::QueuedConnection);
    shell_.addBanner(banner_);
    if (!banner_)
        over_.stop(); // alarms left it no room: the next warning tries again
}

void OpeningBlockNotice::withdraw() {
    over_.stop();
    hide();
}

void OpeningBlockNotice::hide() {
    if (banner_)
        shell_.removeBanner(banner_);
}

} // namespace custos::ui
