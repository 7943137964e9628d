#include "server/api/door.h"

#include "server/api/body_schema.h"

#include <gtest/gtest.h>

namespace custos::api {
namespace {

const Description& description() {
    static const Description built(Description::builtIn());
    return built;
}

const std::string token(43, 'A');
constexpr const char* someId = "018f3a52-0001-4203-8405-060708090aff";
constexpr const char* otherId = "018f3a52-0001-4203-8405-060708090abb";

/// A booking that the door lets in; tests break one thing at a time.
struct Booking {
    http::Request request{.method = http::Method::Post,
                          .path = "/v1/appointments",
                          .headers = {{"authorization", "Bearer " + token},
                                      {"content-type", "application/json"},
                                      {"idempotency-key", someId},
                                      {"custos-activity", "user"}}};
    nlohmann::json body{{"patient_id", someId},
                        {"provider_id", otherId},
                        {"start", "2026-11-22T15:00:00Z"},
                        {"end", "2026-11-22T15:30:00Z"}};

    void drop(std::string_view header) {
        std::erase_if(request.headers, [header](const auto& field) { return field.first == header; });
    }
    Result<Call, Problem> admit() {
        request.body = body.dump();
        return Door(description()).admit(request);
    }
    ProblemKind refusal() {
        const auto call = admit();
        return call ? ProblemKind::Internal : call.error().kind;
    }
};

http::Request get(const std::string& path, http::Fields query = {}) {
    return {.method = http::Method::Get,
            .path = path,
            .query = std::move(query),
            .headers = {{"authorization", "Bearer " + token}}};
}

ProblemKind refusal(const http::Request& request) {
    const auto call = Door(description()).admit(request);
    return call ? ProblemKind::Internal : call.error().kind;
}

TEST(Door, letsInWhatTheDescriptionAllows) {
    const auto call = Booking().admit();
    ASSERT_TRUE(call);
    EXPECT_EQ(call->endpoint->operationId, "bookAppointment");
    EXPECT_EQ(call->endpoint->permission, "schedule.write");
    EXPECT_EQ(call->endpoint->auditAction, "appointment.book");
    EXPECT_EQ(call->token.size(), 32U);
    EXPECT_EQ(call->key, ledger::uuidFromText(someId));
    EXPECT_TRUE(call->personal);
}

TEST(Door, saysWhichPartOfTheBodyIsWrong) {
    Booking booking;
    booking.body["start"] = "tomorrow";
    const auto call = booking.admit();
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().kind, ProblemKind::InvalidBody);
    EXPECT_EQ(call.error().pointer, "/start");
    booking.body["start"] = 5;
    EXPECT_EQ(booking.admit().error().pointer, "/start");
    booking.body["start"] = "2026-02-29T15:00:00Z";
    EXPECT_EQ(booking.admit().error().pointer, "/start");
    booking.body["start"] = "2026-11-22T15:00:00Z";
    booking.body["room_id"] = std::string(36, 'a');
    EXPECT_EQ(booking.admit().error().pointer, "/room_id");
    booking.body["room_id"] = nullptr;
    EXPECT_TRUE(booking.admit());
}

TEST(Door, refusesUnknownAndMissingMembers) {
    Booking unknown;
    unknown.body["practice_id"] = someId;
    EXPECT_EQ(unknown.refusal(), ProblemKind::InvalidBody);
    Booking missing;
    missing.body.erase("provider_id");
    EXPECT_EQ(missing.refusal(), ProblemKind::InvalidBody);
    Booking none;
    none.body = nullptr;
    EXPECT_EQ(none.refusal(), ProblemKind::InvalidBody);
}

TEST(Door, refusesTextsOverTheirLength) {
    Booking booking;
    booking.body["reason"] = std::string(500, 'x');
    EXPECT_TRUE(booking.admit());
    booking.body["reason"] = std::string(501, 'x');
    EXPECT_EQ(booking.refusal(), ProblemKind::InvalidBody);
}

TEST(Door, refusesABodyLongerThanItsCallCanNeedUnparsed) {
    http::Request request{.method = http::Method::Post,
                          .path = "/v1/sign-in",
                          .headers = {{"content-type", "application/json"}}};
    request.body = std::string(16 * 1024, '{');
    EXPECT_EQ(refusal(request), ProblemKind::BodyTooLarge);
    nlohmann::json widest{{"practice", std::string(64, 'p')}, {"username", ""}, {"password", ""}};
    for (int i = 0; i < 128; ++i)
        widest["username"].get_ref<std::string&>() += "\U0001F600";
    for (int i = 0; i < 1024; ++i)
        widest["password"].get_ref<std::string&>() += "\U0001F600";
    request.body = widest.dump(1, ' ', true);
    EXPECT_GT(request.body.size(), 13U * 1024);
    EXPECT_TRUE(Door(description()).admit(request));
}

std::optional<std::string> faultIn(const char* schema, const nlohmann::json& body) {
    const BodySchema checked(nlohmann::json::parse(Description::builtIn()),
                             std::string("#/components/schemas/") + schema);
    const auto fault = checked.check(body);
    return fault ? std::optional(fault->pointer) : std::nullopt;
}

// The regular expressions of the standard library recurse for each character: this ended the process.
TEST(BodySchema, refusesALongTextBeforeItsPatternIsTried) {
    for (const std::size_t length : {65U, 100'000U, 250'000U})
        EXPECT_EQ(
            faultIn("SignIn", {{"practice", std::string(length, 'a')}, {"username", "x"}, {"password", "y"}}),
            "/practice")
            << length;
}

TEST(BodySchema, countsTheCharactersBehindANul) {
    const auto hidden = std::string("y") + '\0' + std::string(2000, 'y');
    EXPECT_EQ(faultIn("SignIn", {{"practice", "a"}, {"username", "x"}, {"password", hidden}}), "/password");
}

// 80,000 faults, each with its place, took a core for eight seconds.
TEST(BodySchema, refusesALongListBeforeItsItemsAreLookedAt) {
    const auto bodyOf = [](const nlohmann::json& item) {
        return nlohmann::json{{"username", "x"},
                              {"display_name", "x"},
                              {"roles", nlohmann::json(std::vector<nlohmann::json>(80'000, item))}};
    };
    for (const auto& item : {nlohmann::json::object(), nlohmann::json(0), nlohmann::json("owner")})
        EXPECT_EQ(faultIn("CreateUser", bodyOf(item)), "/roles") << item;
    auto crowd = nlohmann::json::object();
    for (int i = 0; i < 26'000; ++i)
        crowd[std::to_string(i)] = 0;
    EXPECT_EQ(faultIn("CreateUser", crowd), "");
}

TEST(BodySchema, takesNoSchemaThatSetsNoLimit) {
    for (const char* rule :
         {R"({"type":"string","pattern":"^a+$"})", R"({"type":"array","items":{"type":"integer"}})",
          R"({"type":"object","properties":{"a":{"type":"string","pattern":"a"}}})"})
        EXPECT_THROW(BodySchema({{"components", {{"schemas", {{"X", nlohmann::json::parse(rule)}}}}}},
                                "#/components/schemas/X"),
                     std::runtime_error)
            << rule;
}

TEST(Door, refusesBodiesThatAreNotJson) {
    Booking booking;
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("{} {}"), std::string("{\"a\":1,\"a\":2}"),
          std::string("\xff"), std::string("NaN"), std::string("{\"reason\":\"\xc3\x28\"}")}) {
        booking.request.body = text;
        const auto call = Door(description()).admit(booking.request);
        ASSERT_FALSE(call);
        EXPECT_EQ(call.error().kind, ProblemKind::MalformedBody) << text;
    }
}

TEST(Door, refusesBodiesThatAreTooDeep) {
    Booking booking;
    booking.request.body = std::string(30000, '[');
    EXPECT_EQ(refusal(booking.request), ProblemKind::MalformedBody);
    EXPECT_TRUE(parseStrictly(std::string(16, '[') + std::string(16, ']')));
    EXPECT_FALSE(parseStrictly(std::string(17, '[') + std::string(17, ']')));
    EXPECT_TRUE(parseStrictly("\"" + std::string(40, '[') + "\""));
}

TEST(Door, wantsJsonToBeCalledJson) {
    Booking booking;
    booking.drop("content-type");
    EXPECT_EQ(booking.refusal(), ProblemKind::UnsupportedMediaType);
    booking.request.headers.emplace_back("content-type", "application/json; charset=utf-8");
    EXPECT_TRUE(booking.admit());
}

TEST(Door, wantsABearerTokenOf256Bits) {
    for (const std::string& value :
         {std::string(), std::string("Bearer"), "bearer " + token, "Bearer " + token + "A", "Basic " + token,
          "Bearer " + token.substr(1), "Bearer " + token.substr(1) + "="}) {
        Booking booking;
        booking.drop("authorization");
        booking.request.headers.emplace_back("authorization", value);
        EXPECT_EQ(booking.refusal(), ProblemKind::NotSignedIn) << value;
    }
    Booking twice;
    twice.request.headers.emplace_back("authorization", "Bearer " + token);
    EXPECT_EQ(twice.refusal(), ProblemKind::NotSignedIn);
}

TEST(Door, wantsAnIdempotencyKeyForAChange) {
    Booking booking;
    booking.drop("idempotency-key");
    EXPECT_EQ(booking.refusal(), ProblemKind::InvalidParameter);
    booking.request.headers.emplace_back("idempotency-key", "one");
    EXPECT_EQ(booking.refusal(), ProblemKind::InvalidParameter);
}

TEST(Door, wantsTheVersionThatAChangeIsBasedOn) {
    http::Request request{.method = http::Method::Patch,
                          .path = std::string("/v1/appointments/") + someId,
                          .headers = {{"authorization", "Bearer " + token},
                                      {"content-type", "application/json"},
                                      {"idempotency-key", someId}},
                          .body = R"({"status":"arrived"})"};
    EXPECT_EQ(refusal(request), ProblemKind::PreconditionRequired);
    for (const char* tag : {"3", "\"\"", "W/\"3\"", "*", "\"0\"", "\"3\", \"4\"", "\"99999999999\""}) {
        request.headers.resize(3);
        request.headers.emplace_back("if-match", tag);
        EXPECT_EQ(refusal(request), ProblemKind::InvalidParameter) << tag;
    }
    request.headers.resize(3);
    request.headers.emplace_back("if-match", "\"3\"");
    const auto call = Door(description()).admit(request);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->version, 3);
    EXPECT_EQ(call->id, ledger::uuidFromText(someId));
    request.body = "{}";
    EXPECT_EQ(refusal(request), ProblemKind::InvalidBody);
}

TEST(Door, answersAnImpossibleIdLikeOneThatNamesNothing) {
    EXPECT_EQ(refusal(get("/v1/patients/42")), ProblemKind::NotFound);
    EXPECT_EQ(refusal(get("/v1/patients/' or 1=1--")), ProblemKind::NotFound);
}

TEST(Door, checksQueryParameters) {
    EXPECT_EQ(refusal(get("/v1/openings")), ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/openings", {{"minutes", "4"}})), ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/openings", {{"minutes", "30x"}})), ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/openings", {{"minutes", "30"}, {"minutes", "30"}})),
              ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/openings", {{"minutes", "30"}, {"tenant", someId}})),
              ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/appointments", {{"date", "2026-13-01"}})), ProblemKind::InvalidParameter);
    EXPECT_EQ(refusal(get("/v1/audit/proof/receipt", {{"leaf", std::string(64, 'G')}, {"size", "1"}})),
              ProblemKind::InvalidParameter);
    const auto call =
        Door(description()).admit(get("/v1/openings", {{"minutes", "30"}, {"provider", someId}}));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->queryInteger("minutes"), 30);
    EXPECT_EQ(call->queryId("provider"), ledger::uuidFromText(someId));
}

TEST(Door, tellsMissingPathsFromMissingMethods) {
    EXPECT_EQ(refusal(get("/v1/patients")), ProblemKind::MethodNotAllowed);
    EXPECT_EQ(refusal(get("/v2/patients")), ProblemKind::NoSuchPath);
    EXPECT_EQ(refusal(get("/v1/session/")), ProblemKind::NoSuchPath);
    EXPECT_EQ(refusal(get("/")), ProblemKind::NoSuchPath);
    http::Request head = get("/v1/session");
    head.method = http::Method::Other;
    EXPECT_EQ(refusal(head), ProblemKind::MethodNotAllowed);
}

TEST(Door, refusesABodyWhereNoneIsTaken) {
    auto request = get("/v1/session");
    request.body = "{}";
    EXPECT_EQ(refusal(request), ProblemKind::InvalidBody);
}

TEST(Door, fingerprintsWhatARepeatMustEqual) {
    Booking booking;
    const auto first = booking.admit()->fingerprint;
    EXPECT_EQ(booking.admit()->fingerprint, first);
    booking.body["end"] = "2026-11-22T15:45:00Z";
    EXPECT_NE(booking.admit()->fingerprint, first);
}

TEST(Description, namesAPermissionOrNoneForEveryCallOfASession) {
    for (const auto& endpoint : description().endpoints()) {
        const bool open =
            endpoint.operationId == "health" || endpoint.operationId == "describe" ||
            endpoint.operationId == "signIn" || endpoint.operationId == "answerTotp" ||
            endpoint.operationId == "answerRecovery" || endpoint.operationId == "finishSignIn" ||
            endpoint.operationId == "openInvitation" || endpoint.operationId == "acceptInvitation";
        EXPECT_EQ(endpoint.needsSession, !open) << endpoint.operationId;
    }
    EXPECT_GE(description().endpoints().size(), 34U);
}

/// Answers too: whoever checks them against the description meets the same regular expressions.
void expectLengths(const nlohmann::json& part, const std::string& place) {
    if (part.is_object() && part.contains("pattern") && part.at("pattern").is_string()) {
        EXPECT_TRUE(part.contains("maxLength")) << place;
        EXPECT_LE(part.value("maxLength", 0), 1024) << place;
    }
    for (const auto& [name, member] : part.items())
        if (member.is_structured())
            expectLengths(member, place + "/" + name);
}

TEST(Description, setsALengthForEveryTextWithAPattern) {
    expectLengths(nlohmann::json::parse(Description::builtIn()), "");
}

TEST(Description, namesTheReceiptOfWhatIsAuditedAndOfNothingElse) {
    const auto whole = nlohmann::json::parse(Description::builtIn());
    for (const auto& [path, methods] : whole.at("paths").items())
        for (const auto& [method, operation] : methods.items())
            for (const auto& [status, answer] : operation.at("responses").items())
                EXPECT_EQ(answer.value("headers", nlohmann::json::object()).contains("Audit-Receipt"),
                          operation.contains("x-audit") && status.starts_with("2"))
                    << method << " " << path << " " << status;
}

TEST(Description, refusesRulesThatItCannotEnforce) {
    EXPECT_THROW(Description(R"({"paths":{"/x":{"get":{"operationId":"x","parameters":[
        {"in":"cookie","name":"a","schema":{"type":"string"}}]}}},"components":{}})"),
                 std::runtime_error);
    EXPECT_THROW(Description(R"({"paths":{"/x":{"get":{"operationId":"x","parameters":[
        {"in":"query","name":"a","schema":{"type":"string","format":"email"}}]}}},"components":{}})"),
                 std::runtime_error);
    EXPECT_THROW(Description(R"({"paths":{"/x":{"trace":{"operationId":"x"}}},"components":{}})"),
                 std::runtime_error);
}

} // namespace
} // namespace custos::api
