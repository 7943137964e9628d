#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace custos::api {
class EventHub;
struct ScheduleNotice;
} // namespace custos::api

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

/// Carries the schedule's notices from the database to the event hub, on a thread of its own. Where the
/// connection was lost notices may have been missed: all streams end, clients connect again and re-read.
class NoticeFeed {
public:
    NoticeFeed(std::string conninfo, api::EventHub& hub, log::Log& log);
    NoticeFeed(const NoticeFeed&) = delete;
    NoticeFeed& operator=(const NoticeFeed&) = delete;
    ~NoticeFeed();

private:
    void run();
    void follow();

    const std::string conninfo_;
    api::EventHub& hub_;
    log::Log& log_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

/// `tenant day provider`, as practice.tell_schedule sends it. False for anything else.
[[nodiscard]] bool parseNotice(const std::string& payload, api::ScheduleNotice& notice);

} // namespace custos
