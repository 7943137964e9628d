#pragma once

#include "server/api/answer.h"
#include "server/auth/account.h"
#include "server/auth/answer.h"

namespace custos::api {

[[nodiscard]] Refused toRefused(const auth::Refusal& refusal);
[[nodiscard]] nlohmann::json toJson(const auth::UserInfo& user);
[[nodiscard]] nlohmann::json toJson(const auth::PracticeInfo& practice);

/// The value's JSON with its receipt, or the refusal. `toBody` makes the body; null for no content.
template<class T, class ToBody>
[[nodiscard]] Outcome answerOf(const auth::Answer<T>& answer, ToBody toBody) {
    if (!answer)
        return unexpected(toRefused(answer.error()));
    nlohmann::json body = toBody(answer->value);
    const int status = body.is_null() ? 204 : 200;
    return Answer{.status = status, .body = std::move(body), .receipt = answer->receipt};
}

} // namespace custos::api
