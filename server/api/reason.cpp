#include "server/api/reason.h"

#include "server/phi/folding.h"

#include <algorithm>
#include <set>
#include <string>

namespace custos::api {

namespace {

constexpr std::ptrdiff_t fewestCharacters = 20;
constexpr std::size_t fewestWords = 4;
constexpr std::size_t fewestLetters = 8;

std::ptrdiff_t charactersIn(const std::vector<std::string>& words) {
    std::ptrdiff_t count = 0;
    for (const auto& word : words)
        count += 1 + std::count_if(word.begin(), word.end(),
                                   [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return count - 1; // spaces stand between them
}

bool isWord(const std::string& part) {
    return part.find_first_not_of(part.front()) != std::string::npos;
}

} // namespace

std::optional<std::string_view> faultOfReason(std::string_view reason,
                                              const std::vector<std::string_view>& known) {
    const auto words = phi::foldedParts(reason);
    if (charactersIn(words) < fewestCharacters)
        return "too_short";
    std::set<std::string> counted(words.begin(), words.end());
    for (const auto text : known)
        for (const auto& said : phi::foldedParts(text))
            counted.erase(said);
    std::erase_if(counted, [](const std::string& part) { return !isWord(part); });
    std::set<char> letters;
    for (const auto& word : counted)
        letters.insert(word.begin(), word.end());
    if (counted.size() < fewestWords || letters.size() < fewestLetters)
        return "no_substance";
    return std::nullopt;
}

} // namespace custos::api
