#include "server/operator/option_verbs.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>

namespace custos {

namespace {

constexpr int longestRepeatWindow = 60;
constexpr int highestRequestRate = 1000000;
constexpr std::size_t mostNames = 4; // as many as an enrolment file has room for

using Names = std::vector<std::string>;

void addPolicies(po::options_description& options) {
    options.add_options()(
        "repeat-window", po::value<int>()->default_value(longestRepeatWindow),
        "seconds for which an audit entry covers repeats of the same read; 0: each has its own");
    options.add_options()("request-rate", po::value<int>()->default_value(50),
                          "calls a second that one session may make; a person makes twice as many at most");
}

void addKeyPlace(po::options_description& options) {
    options.add_options()(
        "key-module", po::value<std::string>()->default_value(""),
        "PKCS#11 module whose token holds the key-encryption key, instead of a sealed file")(
        "key-token", po::value<std::string>()->default_value(""), "the token's label")(
        "key-pin-file", po::value<std::string>()->default_value(""), "file of mode 0600 with the user's PIN");
}

po::options_description initOptions() {
    po::options_description options("custosd init");
    options.add_options()("data", po::value<std::string>()->required(),
                          "directory of keys and database to be");
    return options;
}

po::options_description serveOptions() {
    po::options_description options("custosd serve");
    options.add_options()("data", po::value<std::string>()->required(), "directory of keys and database")(
        "listen", po::value<std::string>()->default_value("127.0.0.1:8443"),
        "address and port; [::]:8443 for IPv6")(
        "name", po::value<Names>()->default_value({}, ""),
        "a further name or address that computers call it by; once for each, at most four")(
        "allow-tls-1.2", "accept TLS 1.2 with forward-secret AEAD beside TLS 1.3");
    addPolicies(options);
    addKeyPlace(options);
    return options;
}

po::options_description demoOptions() {
    po::options_description options("custosd demo");
    options.add_options()("data", po::value<std::string>()->required(), "directory to fill")(
        "seed", po::value<std::uint64_t>()->default_value(1), "same seed and day, same practice")(
        "ready", po::value<std::string>()->required(),
        "file to write once it serves; outside the data directory")("today", po::value<std::string>(),
                                                                    "the practice's day, as 2026-11-17")(
        "listen", po::value<std::string>()->default_value("127.0.0.1:0"),
        "address and port; 0: any free one")("bait", po::value<int>()->default_value(2),
                                             "honeypot patients of each practice that is made; 0 to 50");
    addPolicies(options);
    addKeyPlace(options);
    return options;
}

po::options_description totpOptions() {
    po::options_description options("custosd totp");
    options.add_options()("ready", po::value<std::string>()->required(),
                          "the demo's ready file")("user", po::value<std::string>()->required(), "user name");
    return options;
}

std::optional<ListenAddress> listenAddress(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        return std::nullopt;
    ListenAddress address;
    address.host = text.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
        address.host = address.host.substr(1, address.host.size() - 2);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc() || stop != end || address.host.empty())
        return std::nullopt;
    return address;
}

std::optional<std::chrono::sys_days> day(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned dayOfMonth = 0;
    char rest = '\0';
    if (text.size() != 10 ||
        std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &dayOfMonth, &rest) != 3)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(dayOfMonth)};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

ListenAddress listenOf(const po::variables_map& values) {
    const auto address = listenAddress(values["listen"].as<std::string>());
    if (!address)
        reject("--listen takes ADDRESS:PORT");
    return *address;
}

std::chrono::seconds repeatWindowOf(const po::variables_map& values) {
    const int seconds = values["repeat-window"].as<int>();
    if (seconds < 0 || seconds > longestRepeatWindow)
        reject("--repeat-window takes 0 to 60 seconds");
    return std::chrono::seconds(seconds);
}

/// What a certificate can name.
bool isHost(const std::string& name) {
    return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':';
    });
}

Names namesOf(const po::variables_map& values) {
    auto names = values["name"].as<Names>();
    if (names.size() > mostNames || !std::all_of(names.begin(), names.end(), &isHost))
        reject("--name takes a host's name or address, four times at most");
    return names;
}

int requestRateOf(const po::variables_map& values) {
    const int rate = values["request-rate"].as<int>();
    if (rate < 1 || rate > highestRequestRate)
        reject("--request-rate takes 1 to 1000000");
    return rate;
}

KeyPlace keyPlaceOf(const po::variables_map& values) {
    KeyPlace place{.module = values["key-module"].as<std::string>(),
                   .token = values["key-token"].as<std::string>(),
                   .pinFile = values["key-pin-file"].as<std::string>()};
    const int given = int(!place.module.empty()) + int(!place.token.empty()) + int(!place.pinFile.empty());
    if (given != 0 && given != 3)
        reject("--key-module, --key-token and --key-pin-file belong together");
    return place;
}

Command initFrom(const po::variables_map& values) {
    return InitCommand{.data = values["data"].as<std::string>()};
}

Command serveFrom(const po::variables_map& values) {
    return ServeCommand{.data = values["data"].as<std::string>(),
                        .listen = listenOf(values),
                        .names = namesOf(values),
                        .allowTls12 = values.contains("allow-tls-1.2"),
                        .repeatWindow = repeatWindowOf(values),
                        .requestRate = requestRateOf(values),
                        .keyPlace = keyPlaceOf(values)};
}

bool lies(const std::filesystem::path& file, const std::filesystem::path& directory) {
    const auto inside = std::filesystem::weakly_canonical(file).lexically_relative(
        std::filesystem::weakly_canonical(directory));
    return !inside.empty() && *inside.begin() != "..";
}

Command demoFrom(const po::variables_map& values) {
    DemoCommand command{.data = values["data"].as<std::string>(),
                        .ready = values["ready"].as<std::string>(),
                        .seed = values["seed"].as<std::uint64_t>(),
                        .listen = listenOf(values),
                        .repeatWindow = repeatWindowOf(values),
                        .requestRate = requestRateOf(values),
                        .bait = baitOf(values, "bait"),
                        .keyPlace = keyPlaceOf(values)};
    if (values.contains("today")) {
        command.today = day(values["today"].as<std::string>());
        if (!command.today)
            reject("--today takes a day that exists, as 2026-11-17");
    }
    if (lies(command.ready, command.data))
        reject("--ready must lie outside the data directory: it holds passwords in the clear");
    return command;
}

Command totpFrom(const po::variables_map& values) {
    return TotpCommand{.ready = values["ready"].as<std::string>(), .user = values["user"].as<std::string>()};
}

Verbs makeVerbs() {
    auto table = operatorVerbs();
    table["init"] = {&initOptions, &initFrom};
    table["serve"] = {&serveOptions, &serveFrom};
    table["demo"] = {&demoOptions, &demoFrom};
    table["totp"] = {&totpOptions, &totpFrom};
    return table;
}

const Verbs& verbs() {
    static const Verbs table = makeVerbs();
    return table;
}

/// How many words of the command line name the verb, and which.
std::pair<int, Verbs::const_iterator> findVerb(int argc, const char* const* argv) {
    std::string words;
    for (int count = 1; count <= 2 && count < argc; ++count) {
        words += (count > 1 ? " " : "") + std::string(argv[count]);
        if (const auto found = verbs().find(words); found != verbs().end())
            return {count, found};
    }
    return {0, verbs().end()};
}

} // namespace

std::string usage() {
    std::ostringstream text;
    text << "custosd, the Custos server\n";
    for (const auto& [words, verb] : verbs())
        text << "\n" << verb.options();
    return text.str();
}

Result<Command, UsageError> parseCommandLine(int argc, const char* const* argv) {
    const std::string word = argc > 1 ? argv[1] : "--help";
    if (word == "--help" || word == "-h" || word == "help")
        return Command(HelpCommand{});
    if (word == "--version")
        return Command(VersionCommand{});
    const auto [words, found] = findVerb(argc, argv);
    if (found == verbs().end())
        return unexpected(UsageError{"custosd has no command " + word + "; see custosd --help"});
    const Verb& verb = found->second;
    try {
        po::variables_map values;
        auto options = verb.options();
        po::positional_options_description places;
        if (!verb.place.empty()) {
            options.add_options()(verb.place.c_str(), po::value<std::string>()->required());
            places.add(verb.place.c_str(), 1);
        }
        po::store(
            po::command_line_parser(argc - words, argv + words).options(options).positional(places).run(),
            values);
        po::notify(values);
        return verb.command(values);
    } catch (const std::exception& error) {
        return unexpected(UsageError{error.what()});
    }
}

} // namespace custos
