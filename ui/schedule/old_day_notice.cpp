#include "ui/schedule/old_day_notice.h"

#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"

#include <QTimer>

#include <algorithm>

namespace custos::ui {

OldDayNotice::OldDayNotice(ScheduleDay& day, Workspace& shell, QObject* parent)
    : QObject(parent)
    , day_(day)
    , shell_(shell)
    , age_(new QTimer(this)) {
    age_->setInterval(1000);
    connect(age_, &QTimer::timeout, this, &OldDayNotice::tick);
}

void OldDayNotice::refresh() {
    if (day_.state() == ScheduleDay::State::Saved)
        show(tr("Offline. This is a saved copy of the schedule. You can only read it."));
    else if (day_.state() == ScheduleDay::State::Failed && day_.maySeeBoard())
        show(tr("The schedule could not be read again. You can only read what is here."));
    else
        hide();
}

void OldDayNotice::show(const QString& sentence) {
    if (banner_) {
        // Setting it announces it: only when it says something else.
        if (banner_->sentence() != sentence)
            banner_->setSentence(sentence);
        return;
    }
    const bool saved = day_.state() == ScheduleDay::State::Saved;
    banner_ = new Banner(Tone::Warn, saved ? Icon::Offline : Icon::Warn, sentence);
    banner_->setAct(tr("Try now"), Icon::Refresh);
    connect(banner_, &Banner::acted, &day_, &ScheduleDay::reload);
    shell_.addBanner(banner_);
    age_->start();
    tick();
}

void OldDayNotice::hide() {
    age_->stop();
    if (banner_)
        shell_.removeBanner(banner_);
    banner_.clear();
}

void OldDayNotice::tick() {
    if (!banner_)
        return;
    const qint64 seconds = std::max<qint64>(0, day_.board().asOf.secsTo(day_.now()));
    const QString age =
        seconds < 3600 ? QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'))
                       : tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    banner_->setClock(tr("%1 old", "an age").arg(age));
}

} // namespace custos::ui
