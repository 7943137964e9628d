#pragma once

#include "tests/server/e2e/shared_demo.h"

namespace custos::testing {

/// A receipt as the proof is asked for by it.
inline std::string hexOfBase64(const std::string& text) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string hex;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = digits.find(c);
        if (value == std::string_view::npos)
            break;
        bits = bits << 6 | unsigned(value);
        for (held += 6; held >= 4; held -= 4)
            hex += "0123456789abcdef"[bits >> (held - 4) & 15];
    }
    return hex;
}

/// The second line of a checkpoint (C2SP tlog-checkpoint).
inline std::string sizeIn(const std::string& checkpoint) {
    const auto begin = checkpoint.find('\n') + 1;
    return checkpoint.substr(begin, checkpoint.find('\n', begin) - begin);
}

/// Whether the entry behind a receipt stands in the log as its newest checkpoint has it.
inline bool isSealed(HttpsClient& client, const SignedIn& who, const std::string& receipt) {
    const auto size = sizeIn(jsonOf(getAs(client, who, "/v1/audit/checkpoint"))["checkpoint"]);
    return getAs(client, who, "/v1/audit/proof/receipt?leaf=" + hexOfBase64(receipt) + "&size=" + size)
               .status == 200;
}

} // namespace custos::testing
