#pragma once

#include "tests/server/e2e/harm.h"

#include <set>

namespace custos::testing {

/// How a text may stand in a file: UTF-8, UTF-16 of both orders, base64 at each of its three offsets.
inline std::vector<std::string> spellingsOf(const std::string& text) {
    std::vector<std::string> spellings{text, {}, {}};
    for (const char c : text) {
        spellings[1] += {c, '\0'};
        spellings[2] += {'\0', c};
    }
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t skip = 0; skip < 3; ++skip) {
        std::string encoded;
        for (std::size_t at = skip; at + 3 <= text.size(); at += 3) {
            const auto three = static_cast<unsigned char>(text[at]) << 16 |
                               static_cast<unsigned char>(text[at + 1]) << 8 |
                               static_cast<unsigned char>(text[at + 2]);
            for (int shift = 18; shift >= 0; shift -= 6)
                encoded += digits[three >> shift & 63];
        }
        if (encoded.size() >= 8)
            spellings.push_back(encoded);
    }
    return spellings;
}

/// Which of the texts stand, in one of the spellings, in a file below the data directory or in the server's
/// log.
inline std::set<std::string> foundIn(const DemoServer& server, const std::vector<std::string>& texts) {
    std::set<std::string> found;
    const auto look = [&](const std::filesystem::path& path) {
        const auto content = contentOf(path);
        for (const auto& text : texts)
            for (const auto& spelling : spellingsOf(text))
                if (content.find(spelling) != std::string::npos)
                    found.insert(text + " in " + path.filename().string());
    };
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::canonical(server.dataDirectory())))
        if (entry.is_regular_file())
            look(entry.path());
    look(server.logPath());
    return found;
}

} // namespace custos::testing
