#include "ui/widgets/span_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::Words)
};

} // namespace

QString spanText(std::chrono::seconds span) {
    using namespace std::chrono;
    const auto all = qMax<qint64>(0, span.count());
    if (all < 60) {
        return Words::tr("%1 s", "seconds").arg(all);
    }
    const auto minutesLeft = all / 60 % 60;
    if (all < 3600) {
        return Words::tr("%1 min").arg(minutesLeft);
    }
    return Words::tr("%1 h %2 min").arg(all / 3600).arg(minutesLeft, 2, 10, QLatin1Char('0'));
}

QString timeText(const QDateTime& time) {
    return QLocale().toString(time, Words::tr("h:mm AP", "time of day, a format of QLocale"));
}

QString dateText(const QDateTime& time) {
    return QLocale().toString(time, Words::tr("MMM d, yyyy", "date, a format of QLocale"));
}

} // namespace custos::ui
