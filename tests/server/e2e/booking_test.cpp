#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

#include <barrier>
#include <mutex>
#include <set>
#include <thread>

namespace custos::testing {
namespace {

/// A slot that is free now, in a column of harborlane.
nlohmann::json freeSlot(HttpsClient& client, const SignedIn& who, int minutes = 15) {
    const auto openings = jsonOf(getAs(client, who, "/v1/openings?minutes=" + std::to_string(minutes)));
    return openings["items"].at(0);
}

std::string anyPatient(HttpsClient& client, const SignedIn& who, const std::string& name = "mockridge") {
    const auto found =
        postJson(client, "POST", "/v1/patients/search", {{"query", name}, {"limit", 5}}, who.headers());
    return jsonOf(found)["items"].at(0)["id"];
}

nlohmann::json bookingOf(const nlohmann::json& slot, const std::string& patient) {
    return {{"patient_id", patient},
            {"provider_id", slot["provider_id"]},
            {"start", slot["start"]},
            {"end", slot["end"]},
            {"reason", "Synthetic follow-up"}};
}

class BookingOverTheWire : public ::testing::Test {
protected:
    const SignedIn& mira_ = sharedSession("harborlane", "front_desk");
    HttpsClient client_ = sharedDemo().connect();
    std::string patient_ = anyPatient(client_, mira_);
};

TEST_F(BookingOverTheWire, givesOneOfThirtyTwoTheSlotAndTheOthersDifferentOpenings) {
    for (int round = 0; round < 10; ++round) {
        const auto booking = bookingOf(freeSlot(client_, mira_), patient_);
        std::mutex mutex;
        int booked = 0;
        int conflicts = 0;
        std::set<std::string> firstOffers;
        std::vector<std::thread> desks;
        std::barrier start(32);
        for (int i = 0; i < 32; ++i)
            desks.emplace_back([&] {
                auto client = sharedDemo().connect();
                start.arrive_and_wait();
                const auto answer = change(client, mira_, "POST", "/v1/appointments", booking);
                const std::lock_guard lock(mutex);
                booked += answer.status == 201;
                conflicts += answer.status == 409;
                EXPECT_TRUE(answer.status == 201 || answer.status == 409) << answer.body;
                if (answer.status != 409)
                    return;
                const auto problem = jsonOf(answer);
                EXPECT_EQ(problem["code"], "time_taken");
                std::set<std::string> distinct;
                for (const auto& opening : problem["openings"])
                    distinct.insert(opening.dump());
                EXPECT_EQ(distinct.size(), problem["openings"].size());
                EXPECT_GE(distinct.size(), 1U);
                firstOffers.insert(problem["openings"].at(0).dump());
            });
        for (auto& desk : desks)
            desk.join();
        EXPECT_EQ(booked, 1) << "round " << round;
        EXPECT_EQ(conflicts, 31) << "round " << round;
        EXPECT_EQ(firstOffers.size(), 31U) << "round " << round;
    }
    // A deadlock would be tried again and stay unseen in the answers; the database's own log tells.
    std::ifstream log(sharedDemo().dataDirectory() / "postgres.log");
    const std::string content((std::istreambuf_iterator<char>(log)), {});
    EXPECT_NE(content.find("ready to accept connections"), std::string::npos);
    EXPECT_EQ(content.find("deadlock detected"), std::string::npos);
}

TEST_F(BookingOverTheWire, doesARepeatedRequestOnce) {
    const auto booking = bookingOf(freeSlot(client_, mira_), patient_);
    const auto key = randomUuid();
    const auto first = change(client_, mira_, "POST", "/v1/appointments", booking, key);
    const auto second = change(client_, mira_, "POST", "/v1/appointments", booking, key);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(jsonOf(first)["id"], jsonOf(second)["id"]);
    auto other = booking;
    other["reason"] = "Something else";
    const auto reused = change(client_, mira_, "POST", "/v1/appointments", other, key);
    EXPECT_EQ(reused.status, 422);
    EXPECT_EQ(jsonOf(reused)["code"], "key_reused");
}

/// The statuses of the same change sent by many desks at the same moment, each on a connection of its own.
std::map<int, int> atOnce(const SignedIn& who, std::string_view method, const std::string& path,
                          const nlohmann::json& body, const std::string& key, int version,
                          std::set<std::string>& ids) {
    constexpr int desks = 16;
    std::map<int, int> statuses;
    std::mutex mutex;
    std::barrier together(desks);
    std::vector<std::thread> threads;
    for (int i = 0; i < desks; ++i)
        threads.emplace_back([&] {
            auto client = sharedDemo().connect();
            together.arrive_and_wait();
            const auto answer =
                change(client, who, method, path, body, key.empty() ? randomUuid() : key, version);
            const std::lock_guard lock(mutex);
            ++statuses[answer.status];
            ids.insert(jsonOf(answer).value("id", ""));
        });
    for (auto& thread : threads)
        thread.join();
    return statuses;
}

TEST_F(BookingOverTheWire, doesARequestOnceThatArrivesSixteenTimesAtOnce) {
    for (int round = 0; round < 5; ++round) {
        const auto booking = bookingOf(freeSlot(client_, mira_), patient_);
        std::set<std::string> ids;
        EXPECT_EQ(atOnce(mira_, "POST", "/v1/appointments", booking, randomUuid(), 0, ids),
                  (std::map<int, int>{{201, 16}}));
        EXPECT_EQ(ids.size(), 1U);
    }
    std::set<std::string> registered;
    const nlohmann::json patient{{"given", "Oncey"}, {"family", "Exemplar"}, {"birth_date", "1980-02-03"}};
    const auto statuses = atOnce(mira_, "POST", "/v1/patients", patient, randomUuid(), 0, registered);
    EXPECT_EQ(statuses, (std::map<int, int>{{201, 16}}));
    EXPECT_EQ(registered.size(), 1U);
}

TEST_F(BookingOverTheWire, takesOneOfSixteenChangesOfTheSameVersion) {
    const auto booked = jsonOf(
        change(client_, mira_, "POST", "/v1/appointments", bookingOf(freeSlot(client_, mira_), patient_)));
    const auto path = "/v1/appointments/" + booked["id"].get<std::string>();
    int version = booked["version"];
    for (const char* reason : {"First wish", "Second wish", "Third wish"}) {
        std::set<std::string> ids;
        EXPECT_EQ(atOnce(mira_, "PATCH", path, {{"reason", reason}}, "", version, ids),
                  (std::map<int, int>{{200, 1}, {412, 15}}));
        EXPECT_EQ(jsonOf(getAs(client_, mira_, path))["version"], ++version);
    }
    const auto person = "/v1/patients/" + patient_;
    version = jsonOf(getAs(client_, mira_, person))["version"];
    std::set<std::string> ids;
    EXPECT_EQ(atOnce(mira_, "PATCH", person, {{"phone", "(207) 555-0123"}}, "", version, ids),
              (std::map<int, int>{{200, 1}, {412, 15}}));
    EXPECT_EQ(jsonOf(getAs(client_, mira_, person))["version"], version + 1);
}

TEST_F(BookingOverTheWire, tellsWhoWasSlower) {
    const auto booked =
        change(client_, mira_, "POST", "/v1/appointments", bookingOf(freeSlot(client_, mira_), patient_));
    ASSERT_EQ(booked.status, 201) << booked.body;
    EXPECT_EQ(booked.headers.at("etag"), "\"1\"");
    const auto path = "/v1/appointments/" + jsonOf(booked)["id"].get<std::string>();
    const auto confirmed = change(client_, mira_, "PATCH", path, {{"status", "confirmed"}}, randomUuid(), 1);
    ASSERT_EQ(confirmed.status, 200) << confirmed.body;
    EXPECT_EQ(jsonOf(confirmed)["version"], 2);
    const auto late = change(client_, mira_, "PATCH", path, {{"status", "arrived"}}, randomUuid(), 1);
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(jsonOf(late)["code"], "outdated");
    EXPECT_EQ(jsonOf(late)["version"], 2);
    const auto blind = change(client_, mira_, "PATCH", path, {{"status", "arrived"}});
    EXPECT_EQ(blind.status, 428);
}

TEST_F(BookingOverTheWire, movesAndResizes) {
    const auto booked = jsonOf(change(client_, mira_, "POST", "/v1/appointments",
                                      bookingOf(freeSlot(client_, mira_, 60), patient_)));
    const auto target = freeSlot(client_, mira_, 30);
    const auto path = "/v1/appointments/" + booked["id"].get<std::string>();
    const auto moved =
        change(client_, mira_, "PATCH", path,
               {{"start", target["start"]}, {"end", target["end"]}, {"provider_id", target["provider_id"]}},
               randomUuid(), booked["version"]);
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_EQ(jsonOf(moved)["provider_id"], target["provider_id"]);
    EXPECT_EQ(jsonOf(moved)["reason"], "Synthetic follow-up");
    auto read = jsonOf(getAs(client_, mira_, path));
    EXPECT_EQ(read.at("changed_by"), "Mira Okonjo"); // said of one visit that is read, not of every answer
    read.erase("changed_by");
    read.erase("changed_at");
    EXPECT_EQ(read, jsonOf(moved));
}

TEST_F(BookingOverTheWire, keepsTheFirstArrivalOverAMistakenStatus) {
    const auto booked = jsonOf(
        change(client_, mira_, "POST", "/v1/appointments", bookingOf(freeSlot(client_, mira_), patient_)));
    const auto path = "/v1/appointments/" + booked["id"].get<std::string>();
    int version = booked["version"];
    const auto arrivalAt = [&](const char* status) {
        const auto answer =
            change(client_, mira_, "PATCH", path, {{"status", status}}, randomUuid(), version);
        EXPECT_EQ(answer.status, 200) << status << " " << answer.body;
        ++version;
        return jsonOf(answer)["arrived_at"];
    };
    const auto arrival = arrivalAt("arrived");
    ASSERT_TRUE(arrival.is_string());
    for (const char* mistake : {"no_show", "cancelled", "done"}) {
        EXPECT_EQ(arrivalAt(mistake), arrival) << mistake;
        EXPECT_EQ(arrivalAt("arrived"), arrival) << mistake;
    }
    // Now the arrival itself is taken back, and nobody's.
    EXPECT_TRUE(arrivalAt("confirmed").is_null());
    EXPECT_TRUE(arrivalAt("no_show").is_null());
    EXPECT_TRUE(arrivalAt("roomed").is_string());
}

TEST_F(BookingOverTheWire, holdsAnOpeningVisiblyForOthers) {
    const auto slot = freeSlot(client_, mira_);
    const nlohmann::json request{
        {"provider_id", slot["provider_id"]}, {"start", slot["start"]}, {"end", slot["end"]}};
    const auto held = change(client_, mira_, "POST", "/v1/holds", request);
    ASSERT_EQ(held.status, 201) << held.body;
    EXPECT_TRUE(jsonOf(held)["mine"]);
    const auto& tess = sharedSession("harborlane", "front_desk", 1);
    const auto refused = change(client_, tess, "POST", "/v1/appointments", bookingOf(slot, patient_));
    EXPECT_EQ(refused.status, 409);
    auto booking = bookingOf(slot, patient_);
    booking["hold_id"] = jsonOf(held)["id"];
    EXPECT_EQ(change(client_, mira_, "POST", "/v1/appointments", booking).status, 201);
}

// 2030 to 2099 in one hold kept a provider from everybody; from 1970 on it met a date that the database
// cannot count.
TEST_F(BookingOverTheWire, holdsNoLongerThanAVisitLasts) {
    const auto slot = freeSlot(client_, mira_);
    for (const auto& [start, end] : {std::pair{"2030-01-01T00:00:00Z", "2099-01-01T00:00:00Z"},
                                     std::pair{"1970-01-02T00:00:00Z", "9998-01-01T00:00:00Z"},
                                     std::pair{"2030-01-01T00:00:00Z", "2030-01-01T12:00:01Z"},
                                     std::pair{"2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z"}}) {
        const auto refused = change(client_, mira_, "POST", "/v1/holds",
                                    {{"provider_id", slot["provider_id"]}, {"start", start}, {"end", end}});
        EXPECT_EQ(refused.status, 422) << start << " " << end;
        EXPECT_EQ(jsonOf(refused)["pointer"], "/end");
    }
}

TEST_F(BookingOverTheWire, hidesTheDayFromThoseWhoMayNotSeeIt) {
    const auto& priya = sharedSession("harborlane", "provider", 3);
    const auto own = jsonOf(getAs(client_, priya, "/v1/appointments"));
    ASSERT_FALSE(own["items"].empty());
    for (const auto& visit : own["items"])
        EXPECT_EQ(visit["provider_id"], priya.session["user"]["provider_id"]);
}

} // namespace
} // namespace custos::testing
