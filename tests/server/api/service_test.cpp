#include "server/api/service.h"

#include "server/api/person_limits.h"
#include "server/audit/recorder.h"
#include "server/log/log.h"
#include "tests/server/api/sending.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <set>
#include <sstream>

namespace custos::api {
namespace {

ledger::UtcTime now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

ledger::SecretKey<32> someKey() {
    const std::array<std::uint8_t, 32> bytes{1, 2, 3};
    return ledger::SecretKey<32>(bytes);
}

/// A service whose audit writer has no database: nothing can be recorded.
class ServiceTest : public ::testing::Test {
protected:
    HandlerTable table() {
        HandlerTable handlers;
        for (const auto& endpoint : description_.endpoints())
            handlers[endpoint.operationId] = [](const Call&) -> Outcome {
                return Answer{.body = {{"name", "Silas"}}};
            };
        return handlers;
    }

    std::unique_ptr<Service> serviceWith(HandlerTable handlers) {
        return serviceWith(std::move(handlers), limits_, log_);
    }

    std::unique_ptr<Service> serviceWith(HandlerTable handlers, PersonLimits& limits, log::Log& log) {
        return std::make_unique<Service>(
            Service::Parts{.description = description_,
                           .handlers = std::move(handlers),
                           .recorder = recorder_,
                           .log = log,
                           .limits = limits,
                           .demandFresh = [](const Call&) { return std::nullopt; }});
    }

    http::Response ask(Service& service, const std::string& path) {
        return send(service, http::Method::Get, path, "");
    }

    http::Response send(Service& service, http::Method method, const std::string& path,
                        const std::string& body, HeaderList headers = {}) {
        return sendTo(
            [&](http::Request request, http::Responder responder) {
                service.serve(std::move(request), std::move(responder));
            },
            method, path, body, std::move(headers));
    }

    static std::string codeIn(const http::Response& response) {
        return nlohmann::json::parse(response.body)["code"];
    }

    Description description_{Description::builtIn()};
    log::Log log_{-1};
    audit::EntryComposer composer_{{.mac = someKey(), .subjects = someKey()}, &now};
    audit::Writer writer_{"host=/nonexistent", log_};
    audit::Recorder recorder_{composer_, writer_};
    PersonLimits limits_{[](const Call&) { return ledger::Uuid{}; }};
};

TEST_F(ServiceTest, answersOnlyWhatItHasAHandlerFor) {
    auto handlers = table();
    handlers.erase("listRooms");
    const auto service = serviceWith(std::move(handlers));
    const auto operations = service->operations();
    EXPECT_EQ(operations.size(), description_.endpoints().size() - 1);
    EXPECT_EQ(std::count(operations.begin(), operations.end(), "listRooms"), 0);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 404);
}

TEST_F(ServiceTest, doesNotStartWithAHandlerThatTheDescriptionLacks) {
    auto handlers = table();
    handlers["exportEverything"] = handlers["readPatient"];
    EXPECT_THROW(serviceWith(std::move(handlers)), std::runtime_error);
}

TEST_F(ServiceTest, answersNoAuditedCallWithoutAReceipt) {
    const auto service = serviceWith(table());
    const auto forgotten = ask(*service, "/v1/appointments");
    EXPECT_EQ(forgotten.status, 503);
    EXPECT_EQ(codeIn(forgotten), "audit_unavailable");
    EXPECT_EQ(forgotten.body.find("Silas"), std::string::npos);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 200); // a call that nobody's data pass through
}

TEST_F(ServiceTest, answersNothingWhoseEntryCannotBeWritten) {
    auto handlers = table();
    handlers["listAppointments"] = [](const Call&) -> Outcome {
        audit::Draft draft;
        draft.tenant = ledger::randomUuid();
        draft.action = ledger::Action::ScheduleRead;
        return Answer{.body = {{"name", "Silas"}}, .entry = draft};
    };
    const auto service = serviceWith(std::move(handlers));
    const auto refused = ask(*service, "/v1/appointments");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.body.find("Silas"), std::string::npos);
}

TEST_F(ServiceTest, turnsAnExceptionIntoARefusalThatQuotesNothing) {
    auto handlers = table();
    handlers["listRooms"] = [](const Call&) -> Outcome { throw std::runtime_error("Testerman, Silas"); };
    const auto service = serviceWith(std::move(handlers));
    const auto refused = ask(*service, "/v1/rooms");
    EXPECT_EQ(refused.status, 500);
    EXPECT_EQ(codeIn(refused), "internal");
    EXPECT_EQ(refused.body.find("Silas"), std::string::npos);
}

TEST_F(ServiceTest, doesNothingForWhoHasAskedTooMuch) {
    int worked = 0;
    auto handlers = table();
    handlers["listRooms"] = [&](const Call&) -> Outcome {
        ++worked;
        return Answer{.body = {{"items", nlohmann::json::array()}}};
    };
    PersonLimits strict([](const Call&) { return ledger::Uuid{}; },
                        {.calls = {.burst = 1, .perSecond = 0.1}});
    const auto service = serviceWith(std::move(handlers), strict, log_);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 200);
    const auto refused = ask(*service, "/v1/rooms");
    ASSERT_EQ(refused.status, 429) << refused.body;
    EXPECT_EQ(codeIn(refused), "too_many_requests");
    const std::pair<std::string, std::string> until{"Retry-After", "10"};
    EXPECT_EQ(std::count(refused.headers.begin(), refused.headers.end(), until), 1);
    EXPECT_EQ(worked, 1);
    EXPECT_EQ(ask(*service, "/v1/openapi.json").status, 200); // nobody's
}

/// No entry is written for it: who floods the server is found by their id, and by nothing that names them.
TEST_F(ServiceTest, saysInTheLogWhomTheirRateStopped) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    log::Log log(ends[1]);
    const auto person = ledger::randomUuid();
    PersonLimits strict([&](const Call&) { return person; }, {.calls = {.burst = 1, .perSecond = 0.1}});
    const auto service = serviceWith(table(), strict, log);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 200);
    const auto refused = ask(*service, "/v1/rooms");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(ask(*service, "/v1/nothing").status, 404);
    ::close(ends[1]);
    std::string written(4096, '\0');
    written.resize(std::size_t(std::max<ssize_t>(0, ::read(ends[0], written.data(), written.size()))));
    ::close(ends[0]);
    std::istringstream lines(written);
    std::string stopped;
    std::string unknown;
    ASSERT_TRUE(std::getline(lines, stopped) && std::getline(lines, unknown)) << written;
    const auto line = nlohmann::json::parse(stopped);
    EXPECT_EQ(line["event"], "request.refused");
    EXPECT_EQ(line.value("user", ""), ledger::toText(person));
    EXPECT_EQ(line["problem"], nlohmann::json::parse(refused.body)["id"]);
    EXPECT_FALSE(nlohmann::json::parse(unknown).contains("user")) << unknown;
}

/// A token that was left behind, of a session that is over, uses nothing up.
TEST_F(ServiceTest, countsNobodyForASessionThatIsOver) {
    auto handlers = table();
    handlers["listRooms"] = [](const Call&) { return Outcome(refuse(ProblemKind::NotSignedIn)); };
    int asked = 0;
    PersonLimits limits([&](const Call&) {
        ++asked;
        return ledger::Uuid{};
    });
    const auto service = serviceWith(std::move(handlers), limits, log_);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 401);
    EXPECT_EQ(ask(*service, "/v1/rooms").status, 401);
    EXPECT_EQ(asked, 2); // whose it is, was forgotten
}

/// With an answer and with a refusal, whatever the handler made of it.
TEST_F(ServiceTest, saysWhereWhatWasOpenedComesNearTheLimit) {
    auto handlers = table();
    handlers["listRooms"] = [](const Call& call) -> Outcome {
        call.openingBlockNear = true;
        return Answer{.body = {{"items", nlohmann::json::array()}}};
    };
    handlers["listProviders"] = [](const Call& call) -> Outcome {
        call.openingBlockNear = true;
        return refuse(ProblemKind::NotFound);
    };
    const auto service = serviceWith(std::move(handlers));
    const std::pair<std::string, std::string> said{"Custos-Opening-Block", "near"};
    for (const char* path : {"/v1/rooms", "/v1/providers"}) {
        const auto headers = ask(*service, path).headers;
        EXPECT_EQ(std::count(headers.begin(), headers.end(), said), 1) << path;
    }
    const auto headers = ask(*service, "/v1/visit-types").headers;
    EXPECT_EQ(std::count(headers.begin(), headers.end(), said), 0);
}

/// Refusals too that come after counting: not there, in the way, its right at an end, its entry not written.
TEST_F(ServiceTest, describesThatWordWithWhateverMayCarryIt) {
    const auto described = nlohmann::json::parse(Description::builtIn());
    int calls = 0;
    for (const auto& [path, methods] : described["paths"].items())
        for (const auto& [method, operation] : methods.items()) {
            std::set<std::string> with;
            std::set<std::string> without;
            for (const auto& [status, answer] : operation.at("responses").items())
                (answer.value("headers", nlohmann::json::object()).contains("Custos-Opening-Block") ? with
                                                                                                    : without)
                    .insert(status);
            if (with.empty())
                continue;
            ++calls;
            for (const char* status : {"200", "403", "404", "409", "503"})
                EXPECT_FALSE(without.contains(status)) << method << ' ' << path << ' ' << status;
        }
    EXPECT_EQ(calls, 9);
}

class FreshFactorTest : public ServiceTest {
protected:
    static constexpr std::string_view sensitive = R"({"paths": {"/v1/secret": {"get": {
        "operationId": "reveal", "security": [{"session": []}], "x-audit": "patient.read", "x-step-up": true}}}})";

    std::unique_ptr<Service> serviceThatAsks(std::function<std::optional<Refused>(const Call&)> demandFresh) {
        return std::make_unique<Service>(Service::Parts{.description = sensitive_,
                                                        .handlers = {{"reveal",
                                                                      [this](const Call&) -> Outcome {
                                                                          ++revealed_;
                                                                          return Answer{.receipt =
                                                                                            ledger::Hash{}};
                                                                      }}},
                                                        .recorder = recorder_,
                                                        .log = log_,
                                                        .limits = limits_,
                                                        .demandFresh = std::move(demandFresh)});
    }

    Description sensitive_{sensitive};
    int revealed_ = 0;
};

TEST_F(FreshFactorTest, isAskedForBeforeTheHandlerIs) {
    const auto service = serviceThatAsks(
        [](const Call&) { return Refused{.problem = {.kind = ProblemKind::StepUpRequired}}; });
    const auto refused = ask(*service, "/v1/secret");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(codeIn(refused), "step_up_required");
    EXPECT_EQ(revealed_, 0);
}

TEST_F(FreshFactorTest, letsTheHandlerWorkOnceShown) {
    const auto service = serviceThatAsks([](const Call&) { return std::nullopt; });
    EXPECT_EQ(ask(*service, "/v1/secret").status, 200);
    EXPECT_EQ(revealed_, 1);
}

TEST_F(FreshFactorTest, isNotForgottenByWhoeverBuildsTheService) {
    EXPECT_THROW(serviceThatAsks({}), std::runtime_error);
}

TEST_F(FreshFactorTest, isForSessionsWhoseRefusalsAreRecorded) {
    EXPECT_THROW(
        Description(R"({"paths": {"/v1/secret": {"get": {"operationId": "reveal", "x-step-up": true}}}})"),
        std::runtime_error);
}

} // namespace
} // namespace custos::api
