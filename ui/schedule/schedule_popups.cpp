#include "ui/schedule/schedule_popups.h"

#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"

#include <QCalendarWidget>
#include <QMenu>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int gapBelowAnchor = 8;

} // namespace

void offerDate(QWidget& anchor, QDate shown, const std::function<void(QDate)>& chosen) {
    auto* popup = new QWidget(&anchor, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    auto* calendar = new QCalendarWidget;
    calendar->setSelectedDate(shown);
    calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    calendar->setAccessibleName(ScheduleWords::tr("Go to a date"));
    auto* column = new QVBoxLayout(popup);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(calendar);
    const auto take = [popup, chosen](QDate date) {
        popup->close();
        chosen(date);
    };
    QObject::connect(calendar, &QCalendarWidget::activated, popup, take);
    QObject::connect(calendar, &QCalendarWidget::clicked, popup, take);
    popup->move(anchor.mapToGlobal(QPoint(0, anchor.height() + gapBelowAnchor)));
    popup->show();
    calendar->setFocus();
}

void offerStatuses(QWidget& page, const QPoint& globalPos, VisitStatus now,
                   const std::function<void(VisitStatus)>& chosen) {
    auto* menu = new QMenu(&page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const VisitStatus status : allVisitStatuses) {
        const QString words = status == VisitStatus::Cancelled ? ScheduleWords::tr("Cancel visit")
                                                               : ScheduleWords::status(status);
        QAction* action = menu->addAction(words + u'\t' + lookOf(status).key.toString(), menu,
                                          [status, chosen] { chosen(status); });
        action->setCheckable(true);
        action->setChecked(status == now);
        action->setEnabled(status != now);
    }
    menu->popup(globalPos);
}

} // namespace custos::ui
