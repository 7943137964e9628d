#pragma once

#include "models/actions/booking_draft.h"

#include <QObject>

#include <memory>
#include <vector>

namespace custos::ui {

/// The bookings that are being put together: the one in the panel, and up to three that are parked. Their
/// holds run on.
class BookingDesk final : public QObject {
    Q_OBJECT
public:
    static constexpr size_t mostParked = 3;

    BookingDesk(ScheduleGateway& gateway, const Clock& clock, QObject* parent = nullptr);
    ~BookingDesk() override;

    [[nodiscard]] BookingDraft* current() const { return current_.get(); }
    /// A new draft in the panel; what was there is parked, or dropped when it is empty. nullptr when it could
    /// not be parked.
    BookingDraft* start();
    /// False when three are parked already.
    bool park();
    void drop();
    /// What was sent under this key is booked: it leaves, wherever it stands by now. True when it was in the
    /// panel.
    bool finish(IdempotencyKey key);
    void noteRefused(const Problem& problem, IdempotencyKey key);
    void takeUp(size_t index);
    /// Parked, and in the panel when something was entered there.
    [[nodiscard]] int unfinished() const;
    [[nodiscard]] size_t parkedCount() const { return parked_.size(); }
    [[nodiscard]] const BookingDraft& parked(size_t index) const { return *parked_.at(index); }
    /// All that is unfinished, for keeping it over a lock. Nothing of it is left here, and holds run on.
    [[nodiscard]] ParkedWork putAway();
    void resume(const ParkedWork& work);

Q_SIGNALS:
    /// Another draft is current, or none.
    void currentChanged();
    void parkedChanged();
    /// Of one that was parked while it was being booked.
    void parkedRefused();
    /// The hold of the current draft, or its countdown, differs.
    void holdChanged();

private:
    [[nodiscard]] std::unique_ptr<BookingDraft> newDraft();
    /// The one that was sent under this key; nullptr when it was dropped.
    [[nodiscard]] BookingDraft* find(IdempotencyKey key) const;
    void setCurrent(std::unique_ptr<BookingDraft> draft);
    /// Without a word to either party, so that nothing flickers between two drafts.
    [[nodiscard]] bool putAside();

    ScheduleGateway& gateway_;
    const Clock& clock_;
    std::unique_ptr<BookingDraft> current_;
    std::vector<std::unique_ptr<BookingDraft>> parked_;
};

} // namespace custos::ui
