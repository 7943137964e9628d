#include "tests/server/matrix/lexicon.h"

#include <regex>

namespace custos::testing {

namespace {

std::string uuidFrom(const std::string& bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) >> 4];
        text += "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) & 15];
    }
    return text;
}

} // namespace

void Lexicon::learn(const Side& theirs, const Side& mine) {
    ids_ = theirs.ids();
    names_ = theirs.names();
    for (const auto& name : mine.names())
        names_.erase(name);
}

std::string Lexicon::foundIn(const std::string& body) const {
    static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    for (std::sregex_iterator match(body.begin(), body.end(), uuid), end; match != end; ++match)
        if (ids_.contains(match->str()))
            return match->str();
    for (const auto& name : names_)
        if (body.find(name) != std::string::npos)
            return name;
    return {};
}

std::string Lexicon::foundInBytes(const std::string& bytes) const {
    for (std::size_t at = 0; at + 16 <= bytes.size(); ++at)
        if (const auto id = uuidFrom(bytes.substr(at, 16)); ids_.contains(id))
            return id;
    return {};
}

} // namespace custos::testing
