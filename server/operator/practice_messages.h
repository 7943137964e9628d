#pragma once

#include "ledger/result.h"
#include "server/jobs/provisioning.h"

#include <optional>
#include <string>

namespace custos {

// What the two ends of `custosd practice` say to each other over the admin socket, in lines of JSON.
//
//     > practice create
//     > {"code":"harborlane","name":"Harbor Lane Family Practice",...}
//     < {"enrolment":"{...}","invitation":"..."}          or {"error":"code_taken"}
//
// `practice invite` is asked with {"practice":"harborlane","person":{...}} and answered alike.

struct InvitationRequest {
    std::string practice;
    jobs::PersonWanted person;
};

/// What the operator hands over.
struct PracticeReply {
    std::string enrolment;  ///< A `.custos` file's content
    std::string invitation; ///< A secret
};

[[nodiscard]] std::string toLine(const jobs::PracticeWanted& wanted);
[[nodiscard]] std::string toLine(const InvitationRequest& request);
[[nodiscard]] std::string toLine(const PracticeReply& reply);

[[nodiscard]] std::optional<jobs::PracticeWanted> readPracticeWanted(const std::string& line);
[[nodiscard]] std::optional<InvitationRequest> readInvitationRequest(const std::string& line);
/// The error is a code.
[[nodiscard]] Result<PracticeReply, std::string> readPracticeReply(const std::string& line);

} // namespace custos
