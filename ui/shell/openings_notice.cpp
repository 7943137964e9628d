#include "ui/shell/openings_notice.h"

#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"

namespace custos::ui {

OpeningsNotice::OpeningsNotice(Workspace& shell, std::chrono::milliseconds window)
    : QObject(&shell)
    , shell_(shell) {
    over_.setSingleShot(true);
    over_.setInterval(window);
    connect(&over_, &QTimer::timeout, this, &OpeningsNotice::hide);
}

void OpeningsNotice::warn() {
    const bool said = isWarned();
    over_.start();
    if (said)
        return;
    banner_ = new Banner(Tone::Info, Icon::Info,
                         tr("You have opened many patients in a short time. If it goes on, opening further "
                            "patients stops until you, or an owner, let you go on."));
    banner_->setAct(tr("Dismiss"), Icon::Close);
    // Later: the button that was pressed is still in its own event.
    connect(banner_, &Banner::acted, this, &OpeningsNotice::hide, Qt::QueuedConnection);
    shell_.addBanner(banner_);
    if (!banner_)
        over_.stop(); // alarms left it no room: the next warning tries again
}

void OpeningsNotice::withdraw() {
    over_.stop();
    hide();
}

void OpeningsNotice::hide() {
    if (banner_)
        shell_.removeBanner(banner_);
}

} // namespace custos::ui
