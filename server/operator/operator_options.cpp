#include "server/operator/option_verbs.h"

#include "server/operator/admin_lines.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace custos {

namespace {

using Names = std::vector<std::string>;

void addAdminSocket(po::options_description& options) {
    options.add_options()("admin-socket",
                          po::value<std::string>()->default_value("/var/lib/custos/run/admin"),
                          "the running server's socket, in its data directory");
}

po::options_description importOptions() {
    po::options_description options("custosd import fhir DIR");
    options.add_options()("practice", po::value<std::string>()->required(), "code of the practice")(
        "source", po::value<std::string>()->default_value("fhir"),
        "where the export comes from: records merge by source and FHIR id")(
        "report", po::value<std::string>()->default_value(""), "file to write the report to, as JSON");
    addAdminSocket(options);
    return options;
}

po::options_description keysOptions() {
    po::options_description options("custosd keys rotate");
    options.add_options()("practice", po::value<std::string>()->default_value(""),
                          "code of the practice whose keys are replaced")(
        "key-encryption", "the key that wraps all practices' keys instead");
    addAdminSocket(options);
    return options;
}

po::options_description createPracticeOptions() {
    po::options_description options("custosd practice create CODE");
    options.add_options()("name", po::value<std::string>()->required(), "the practice's name")(
        "time-zone", po::value<std::string>()->required(), "IANA's name, as America/Chicago")(
        "location", po::value<std::string>()->default_value(""),
        "its place's name; otherwise the practice's")("provider", po::value<Names>()->default_value({}, ""),
                                                      "a column of the schedule; once for each")(
        "hours", po::value<std::string>()->default_value("08:00-17:00"),
        "when providers work, Monday to Friday")("room", po::value<Names>()->default_value({}, ""),
                                                 "a room's name; once for each")(
        "visit-type", po::value<Names>()->default_value({}, ""), "NAME=MINUTES; once for each")(
        "owner", po::value<std::string>()->required(), "user name of the first owner")(
        "owner-name", po::value<std::string>()->required(),
        "the owner's name")("owner-column", po::value<std::string>()->default_value(""),
                            "the provider that the owner is, if they are one")(
        "enrolment", po::value<std::string>()->default_value(""), "file to write; otherwise CODE.custos");
    addAdminSocket(options);
    return options;
}

po::options_description invitePersonOptions() {
    po::options_description options("custosd practice invite CODE");
    options.add_options()("user", po::value<std::string>()->required(), "user name")(
        "name", po::value<std::string>()->default_value(""),
        "of somebody new: their name")("role", po::value<std::string>()->default_value(""), "and their role")(
        "column", po::value<std::string>()->default_value(""), "the provider that they are, or assist")(
        "enrolment", po::value<std::string>()->default_value(""), "enrolment file to write; otherwise none");
    addAdminSocket(options);
    return options;
}

po::options_description baitOptions() {
    po::options_description options("custosd bait");
    options.add_options()("practice", po::value<std::string>()->required(), "code of the practice")(
        "count", po::value<int>()->required(), "honeypot patients that it shall have; 0 to 50");
    addAdminSocket(options);
    return options;
}

Command importFrom(const po::variables_map& values) {
    return ImportCommand{.directory = values["directory"].as<std::string>(),
                         .practice = values["practice"].as<std::string>(),
                         .adminSocket = values["admin-socket"].as<std::string>(),
                         .source = values["source"].as<std::string>(),
                         .report = values["report"].as<std::string>()};
}

std::chrono::minutes minutesOf(const std::string& clock) {
    unsigned hour = 0;
    unsigned minute = 0;
    char rest = '\0';
    if (clock.size() != 5 || std::sscanf(clock.c_str(), "%2u:%2u%c", &hour, &minute, &rest) != 2 ||
        minute > 59)
        reject("--hours takes 08:00-17:00");
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
}

/// A name that will be stored. Over the admin socket another one would come of what is not UTF-8.
std::string storedName(std::string name, const char* option) {
    if (!isUtf8(name))
        reject(std::string("--") + option + " is not UTF-8: the terminal has another encoding");
    return name;
}

Names storedNames(const po::variables_map& values, const char* option) {
    auto names = values[option].as<Names>();
    for (auto& name : names)
        name = storedName(std::move(name), option);
    return names;
}

jobs::VisitTypeWanted visitTypeOf(const std::string& text) {
    jobs::VisitTypeWanted type;
    const auto equals = text.rfind('=');
    const char* end = text.data() + text.size();
    const char* begin = equals == std::string::npos ? end : text.data() + equals + 1;
    const auto [stop, error] = std::from_chars(begin, end, type.minutes);
    if (error != std::errc() || stop != end)
        reject("--visit-type takes NAME=MINUTES");
    type.name = text.substr(0, equals);
    return type;
}

Command createPracticeFrom(const po::variables_map& values) {
    const auto text = [&values](const char* name) { return values[name].as<std::string>(); };
    const auto name = [&text](const char* option) { return storedName(text(option), option); };
    CreatePracticeCommand command{.practice = {.code = text("code"),
                                               .name = name("name"),
                                               .location = name("location"),
                                               .timeZone = text("time-zone"),
                                               .providers = storedNames(values, "provider"),
                                               .rooms = storedNames(values, "room"),
                                               .visitTypes = {},
                                               .owner = {.username = text("owner"),
                                                         .name = name("owner-name"),
                                                         .role = "owner",
                                                         .column = text("owner-column")}},
                                  .enrolment = text("enrolment"),
                                  .adminSocket = text("admin-socket")};
    if (command.practice.location.empty())
        command.practice.location = command.practice.name;
    if (command.enrolment.empty())
        command.enrolment = command.practice.code + ".custos";
    const auto hours = text("hours");
    const auto dash = std::min(hours.find('-'), hours.size());
    command.practice.opens = minutesOf(hours.substr(0, dash));
    command.practice.closes = minutesOf(hours.substr(std::min(dash + 1, hours.size())));
    for (const auto& type : storedNames(values, "visit-type"))
        command.practice.visitTypes.push_back(visitTypeOf(type));
    return command;
}

Command invitePersonFrom(const po::variables_map& values) {
    const auto text = [&values](const char* name) { return values[name].as<std::string>(); };
    return InvitePersonCommand{.practice = text("code"),
                               .person = {.username = text("user"),
                                          .name = storedName(text("name"), "name"),
                                          .role = text("role"),
                                          .column = text("column")},
                               .enrolment = text("enrolment"),
                               .adminSocket = text("admin-socket")};
}

Command keysFrom(const po::variables_map& values) {
    RotateKeysCommand command{.practice = values["practice"].as<std::string>(),
                              .adminSocket = values["admin-socket"].as<std::string>()};
    if (command.practice.empty() != values.contains("key-encryption"))
        reject("either --practice CODE or --key-encryption says which keys are replaced");
    return command;
}

Command baitFrom(const po::variables_map& values) {
    return BaitCommand{.practice = values["practice"].as<std::string>(),
                       .count = baitOf(values, "count"),
                       .adminSocket = values["admin-socket"].as<std::string>()};
}

} // namespace

int baitOf(const po::variables_map& values, const char* option) {
    const int count = values[option].as<int>();
    if (count < 0 || count > mostBait)
        reject(std::string("--") + option + " takes 0 to 50");
    return count;
}

Verbs operatorVerbs() {
    return {{"practice create", {&createPracticeOptions, &createPracticeFrom, "code"}},
            {"practice invite", {&invitePersonOptions, &invitePersonFrom, "code"}},
            {"import fhir", {&importOptions, &importFrom, "directory"}},
            {"keys rotate", {&keysOptions, &keysFrom}},
            {"bait", {&baitOptions, &baitFrom}}};
}

} // namespace custos
