#pragma once

#include "ledger/result.h"
#include "ledger/uuid.h"
#include "server/http/message.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace custos::api {

/// Something in this column of this day changed. Says nothing about whom.
struct ScheduleNotice {
    ledger::Uuid tenant;
    ledger::Uuid provider;
    std::string date; ///< Local day of the practice, RFC 3339 full-date
};

/// What a live session may hear of.
struct Hearing {
    ledger::Uuid tenant;
    std::set<ledger::Uuid> columns;
    /// How many entries the newest checkpoint covers; nothing for those who may not ask, or before the first.
    std::optional<std::int64_t> ledgerSize = {};
};

/// The open event streams: hands out notices to those who may see the column, says that it is still there,
/// and ends a stream within five seconds of the end of its session.
///
/// Whether a session is live and what it may see is asked again every two seconds; when that cannot be
/// answered, the stream ends: a client without events re-reads, a client with wrong ones would not know.
/// Thread-safe; owns one thread.
class EventHub {
public:
    /// Nothing when the session behind the token is not live, or nobody can tell.
    using Ask = std::function<std::optional<Hearing>(const std::string& token)>;

    struct Rhythm {
        std::chrono::milliseconds recheck{2000};
        std::chrono::milliseconds comment{15000};
    };

    explicit EventHub(Ask ask)
        : EventHub(std::move(ask), Rhythm{}) {}
    EventHub(Ask ask, Rhythm rhythm);
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;
    ~EventHub();

    /// Each asks the database every two seconds, and without a bound one person could hold as many as there
    /// are connections. Two desks need two; the others are for streams whose clients have been lost, which
    /// the server may not know yet.
    static constexpr std::size_t streamsOfOnePerson = 8;

    /// Room for one more stream of a person, whatever session it is of: taken before that opens, so that
    /// streams that open at once are counted, and free again once nobody holds it.
    using Place = std::shared_ptr<const ledger::Uuid>;
    /// Null: the person has as many as one may.
    [[nodiscard]] Place takePlace(const ledger::Uuid& person);

    /// From now on `stream` hears what the session may hear.
    void add(std::string token, Hearing hearing, std::shared_ptr<http::EventStream> stream);

    void publish(const ScheduleNotice& notice);

    /// Notices were missed: ends all streams, so that clients connect again and re-read.
    void closeAll();

    [[nodiscard]] std::size_t size() const;

private:
    struct Listening {
        std::string token;
        Hearing hearing;
        std::shared_ptr<http::EventStream> stream;
    };
    using ListeningPtr = std::shared_ptr<Listening>;

    void run();
    void recheck();
    void comment();
    [[nodiscard]] std::vector<ListeningPtr> snapshot();

    const Ask ask_;
    const Rhythm rhythm_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<ListeningPtr> listening_;
    std::vector<std::weak_ptr<const ledger::Uuid>> places_; ///< One per stream that is open, or opens
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace custos::api
