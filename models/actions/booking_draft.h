#pragma once

#include "models/domain/parked_work.h"
#include "models/ports/clock.h"
#include "models/ports/schedule_gateway.h"

#include <QObject>

#include <chrono>
#include <functional>

class QTimer;

namespace custos {

/// A booking that is being put together: patient, what for, how long, with whom, and the opening that is
/// held meanwhile. It survives being parked. Lives on the GUI thread; gateway and clock outlive it.
class BookingDraft final : public QObject {
    Q_OBJECT
public:
    enum class HoldState {
        None,
        Asking,
        Held,
        Ended, ///< The three minutes are over. Nothing else is lost.
        Taken  ///< Somebody else has it; `openings` are what is free instead.
    };
    enum class OpeningsState { Idle, Loading, Ready, Failed };

    /// As long as the server keeps an opening; counted here from when it was asked for, by the clock that
    /// includes suspend, so that the client never believes in a hold longer than the server does.
    static constexpr std::chrono::minutes holdLength{3};
    static constexpr int openingsShown = 4;

    BookingDraft(ScheduleGateway& gateway, const Clock& clock, QObject* parent = nullptr);
    ~BookingDraft() override;

    [[nodiscard]] const std::optional<PatientSummary>& patient() const { return patient_; }
    [[nodiscard]] const std::optional<VisitType>& visitType() const { return visitType_; }
    [[nodiscard]] int minutes() const { return minutes_; }
    [[nodiscard]] const std::optional<ProviderId>& provider() const { return provider_; }

    void setPatient(std::optional<PatientSummary> patient);
    void setVisitType(std::optional<VisitType> type); ///< Takes over its usual length.
    void setMinutes(int minutes);
    void setProvider(std::optional<ProviderId> provider);
    /// Openings are asked for from this moment on.
    void setEarliest(const QDateTime& earliest);

    [[nodiscard]] const QList<Opening>& openings() const { return openings_; }
    [[nodiscard]] OpeningsState openingsState() const { return openingsState_; }
    void findOpenings();
    /// The next four after those shown.
    void findLaterOpenings();

    /// Holds it once the one held before is let go of; the latest choice counts.
    void choose(const Opening& opening);
    void letGo();
    [[nodiscard]] const std::optional<Opening>& chosen() const { return chosen_; }
    [[nodiscard]] const std::optional<HoldId>& hold() const { return hold_; }
    [[nodiscard]] HoldState holdState() const { return holdState_; }
    [[nodiscard]] std::chrono::seconds holdLeft() const;

    /// Absent until a patient and a time are chosen.
    [[nodiscard]] std::optional<BookingRequest> request() const;
    /// What goes out to be booked. Absent until a patient and a time are chosen, and while the answer to the
    /// one before is awaited. The same visit goes out as it went out before, whatever has become of its hold,
    /// until it is known what came of it: so it is booked once, however often it is asked for.
    [[nodiscard]] std::optional<KeyedBooking> send();
    /// What went out last.
    [[nodiscard]] const std::optional<KeyedBooking>& sent() const { return sent_; }
    [[nodiscard]] bool isBeingBooked() const { return beingBooked_; }
    /// What was sent may be booked, though no answer said so.
    [[nodiscard]] bool mayBeBooked() const { return mayBeBooked_; }
    /// Sending would repeat what went out last.
    [[nodiscard]] bool isAsSent() const;
    /// Why what is chosen was not booked.
    [[nodiscard]] const std::optional<Problem>& refusal() const { return refusal_; }
    void noteRefused(const Problem& problem);
    /// The visit is booked: the server has taken the hold that it named.
    void noteBooked();

    [[nodiscard]] bool isEmpty() const { return !patient_ && !chosen_; }
    /// What it holds, for keeping it over a lock. Nothing of it is left here, and the hold is not released.
    [[nodiscard]] UnfinishedBooking putAway();
    /// As it was put away, with the openings of now.
    void resume(const UnfinishedBooking& booking);

Q_SIGNALS:
    void changed();
    void openingsChanged();
    void holdChanged();
    /// It went out to be booked, or that came to nothing.
    void outcomeChanged();
    /// Once a second while something is held.
    void holdTicked(std::chrono::seconds left);

private:
    void askForOpenings(const QDateTime& from);
    void sendOpeningsQuery(const QDateTime& from);
    void sendHold();
    void takeHold(const Result<Hold, Problem>& result, std::chrono::milliseconds askedAt);
    void dropHold();
    void release(HoldId hold);
    /// Asks at once, or when the server has answered about one's own earlier holds: to it they are as taken
    /// as anybody's, and requests overtake each other.
    void onceSettled(std::function<void()> question);
    /// One answer fewer is awaited.
    void settle();
    void setHoldState(HoldState state);
    void tick();
    /// Somebody else has it: shows what is free instead.
    void noteConflict(const QList<Opening>& alternatives);

    ScheduleGateway& gateway_;
    const Clock& clock_;
    QTimer* timer_;
    std::optional<PatientSummary> patient_;
    std::optional<VisitType> visitType_;
    int minutes_ = 30;
    std::optional<ProviderId> provider_;
    QDateTime earliest_;
    QList<Opening> openings_;
    OpeningsState openingsState_ = OpeningsState::Idle;
    int openingsAsked_ = 0; ///< Only the reply to the latest question counts.
    std::optional<Opening> chosen_;
    std::optional<HoldId> hold_;
    HoldState holdState_ = HoldState::None;
    int holdsAsked_ = 0; ///< As openingsAsked_.
    int underWay_ = 0;   ///< Holds and releases that are not answered.
    QList<std::function<void()>> waiting_;
    std::chrono::milliseconds holdEnds_{};
    std::optional<KeyedBooking> sent_;
    bool beingBooked_ = false;
    bool mayBeBooked_ = false;
    std::optional<Problem> refusal_;
};

} // namespace custos
