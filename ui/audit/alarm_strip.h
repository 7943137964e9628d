#pragma once

#include "models/audit/audit_finding.h"
#include "ui/widgets/surface.h"

namespace custos::ui {

class Button;
class Text;

/// Over the whole page while an alarm stands: what is wrong, from when, and what to do, in that order.
class AlarmStrip final : public Surface {
    Q_OBJECT
public:
    /// Only who `mayDecide` is offered to close the alarm.
    explicit AlarmStrip(bool mayDecide, QWidget* parent = nullptr);

    void setAlarm(const AuditAlarm& alarm, const QDateTime& now);

Q_SIGNALS:
    void saveRequested();
    /// Asked twice.
    void settled();

private:
    void ask(bool sure);

    Text* sentence_;
    Text* note_;
    Button* save_;
    Button* decide_;
    Button* keep_;
    bool sure_ = false;
};

} // namespace custos::ui
