#pragma once

#include "server/operator/options.h"

#include <boost/program_options.hpp>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace custos {

namespace po = boost::program_options;

/// What can follow `custosd`: one word or two, a place without a name if there is one, options.
struct Verb {
    std::function<po::options_description()> options;
    std::function<Command(const po::variables_map&)> command;
    std::string place = {}; ///< empty: none
};
using Verbs = std::map<std::string, Verb, std::less<>>;

/// What an operator says to a running server.
[[nodiscard]] Verbs operatorVerbs();

/// How many honeypot patients `option` asks for.
[[nodiscard]] int baitOf(const po::variables_map& values, const char* option);

/// Ends the reading of the command line with a sentence for the person at the terminal.
[[noreturn]] inline void reject(const std::string& sentence) {
    throw std::invalid_argument(sentence);
}

} // namespace custos
