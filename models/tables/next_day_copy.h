#pragma once

#include "models/ports/clock.h"
#include "models/ports/schedule_cache.h"

#include <QTimer>
#include <QTimeZone>

namespace custos {

/// Keeps the copy of the next working day, so that it is there when the server is not, whether or not anybody
/// has looked at it before. Read once when the cache opens; again when a desk changes it, at most every ten
/// minutes, because each read is one that the audit trail records. Today's copy is kept by whoever shows it.
class NextDayCopy final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::minutes pace{10};

    struct Sources {
        ScheduleGateway& gateway;
        ScheduleCache& cache;
        const Clock& clock;
    };

    /// `zone` is the practice's: whose today it is.
    NextDayCopy(const Sources& sources, const QTimeZone& zone, QObject* parent = nullptr);

private:
    void readWhenOpen();
    void read();
    void keep(const ScheduleDirectory& directory);
    void noteChange(QDate date);
    [[nodiscard]] QDate today() const;

    Sources sources_;
    const QTimeZone zone_;
    QDate date_; ///< Of the copy that was last asked for.
    QTimer again_;
};

} // namespace custos
