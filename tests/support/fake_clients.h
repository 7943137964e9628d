#pragma once

#include "models/ports/clock.h"
#include "models/ports/connection_monitor.h"
#include "models/ports/patient_gateway.h"
#include "models/ports/schedule_cache.h"
#include "models/ports/schedule_gateway.h"
#include "tests/support/sample_day.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace custos::test {

/// For tests of models and widgets only: what the client does with answers, in any order. The real gateway
/// is tested against the real server.
class Answers {
public:
    /// While true, answers wait for `release`.
    bool delayed = false;

    template<class T>
    [[nodiscard]] Reply<T> give(Result<T, Problem> result) {
        if (!delayed)
            return readyReply(std::move(result));
        auto promise = std::make_shared<QPromise<Result<T, Problem>>>();
        promise->start();
        waiting_.append([promise, result = std::move(result)] {
            promise->addResult(result);
            promise->finish();
        });
        return promise->future();
    }
    [[nodiscard]] int waiting() const { return int(waiting_.size()); }
    void release(int which = 0) { waiting_.takeAt(which)(); }
    void releaseAll();

private:
    QList<std::function<void()>> waiting_;
};

class FakeClock final : public Clock {
public:
    QDateTime at = sampleTime(u"10:42");
    std::chrono::milliseconds up{};

    [[nodiscard]] QDateTime now() const override { return at; }
    [[nodiscard]] std::chrono::milliseconds uptime() const override { return up; }
};

class FakeConnection final : public ConnectionMonitor {
    Q_OBJECT
public:
    using ConnectionMonitor::ConnectionMonitor;
    void become(State state);

    [[nodiscard]] State state() const override { return state_; }
    [[nodiscard]] QString host() const override { return QStringLiteral("harborlane.custos.local"); }
    [[nodiscard]] QString pinnedFingerprint() const override { return QStringLiteral("7F3A C21E"); }
    [[nodiscard]] QDateTime lastAnswer() const override { return sampleTime(u"10:42"); }

private:
    State state_ = State::Connected;
};

class FakeCache final : public ScheduleCache {
    Q_OBJECT
public:
    bool present = true;
    std::optional<CachedDay> kept;
    /// As when the keychain has answered.
    void open();

    [[nodiscard]] State state() const override { return present ? State::Open : State::Impossible; }
    [[nodiscard]] Reply<Done> store(const CachedDay& day) override;
    [[nodiscard]] Reply<std::optional<CachedDay>> load(QDate date) override;
};

/// Answers from `sample`, with the server's rules about versions, overlaps and bookings sent again.
class FakeSchedule final : public ScheduleGateway {
    Q_OBJECT
public:
    explicit FakeSchedule(QObject* parent = nullptr);

    SampleDay sample = SampleDay::make();
    Answers answers;
    std::optional<Problem> refuseNext;   ///< What the next call meets instead of an answer.
    bool loseNextBookingsAnswer = false; ///< It is booked all the same.
    QList<Opening> freeTimes;
    int directoriesRead = 0;
    QList<QDate> daysRead;
    QList<AppointmentChange> changes;
    LastChange lastChanged{QStringLiteral("Rene Bastian"), sampleTime(u"10:44")};
    QList<BookingRequest> bookings;
    QList<IdempotencyKey> keys;
    QList<TimeSpan> holdsAsked;
    QList<HoldId> holdsReleased;

    /// As another desk would: raises the version and says so.
    void changeElsewhere(AppointmentId id, VisitStatus status);

    [[nodiscard]] Reply<ScheduleDirectory> directory() override;
    [[nodiscard]] Reply<DaySchedule> day(QDate date) override;
    [[nodiscard]] Reply<Appointment> book(const BookingRequest& request, IdempotencyKey key) override;
    [[nodiscard]] Reply<Appointment> change(AppointmentId id, int version, const AppointmentChange& change,
                                            IdempotencyKey key) override;
    [[nodiscard]] Reply<LastChange> lastChange(AppointmentId id) override;
    [[nodiscard]] Reply<QList<Opening>> openings(const OpeningsQuery& query) override;
    [[nodiscard]] Reply<Hold> hold(ProviderId provider, const TimeSpan& time, IdempotencyKey key) override;
    [[nodiscard]] Reply<Done> releaseHold(HoldId id) override;

private:
    [[nodiscard]] std::optional<Problem> takeRefusal();
    [[nodiscard]] Appointment& find(AppointmentId id);
    [[nodiscard]] std::optional<Problem> conflict(const Appointment& wanted, bool overbook) const;

    std::map<IdempotencyKey, std::pair<BookingRequest, AppointmentId>> booked_;
};

class FakePatients final : public PatientGateway {
public:
    Answers answers;
    QList<PatientSummary> people;
    QStringList queries;
    std::optional<Problem> refuse;

    [[nodiscard]] Reply<QList<PatientSummary>> search(const QString& query, int limit) override;
    [[nodiscard]] Reply<Patient> read(PatientId id) override;
};

} // namespace custos::test
