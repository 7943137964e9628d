#include "server/fhir/read.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <set>

namespace custos::fhir {

namespace {

using Json = nlohmann::json;

// As long as the API lets anybody write them.
constexpr std::size_t maxTextBytes = 400;
constexpr std::size_t maxNameBytes = 200;
constexpr std::size_t maxPartBytes = 150;
constexpr std::size_t maxPhoneBytes = 40;
constexpr std::size_t maxLanguageBytes = 100;

const Json& member(const Json& object, const char* key) {
    static const Json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

const Json& first(const Json& array) {
    static const Json none;
    return array.is_array() && !array.empty() ? array.front() : none;
}

std::string text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::string text(const Json& object, const char* key) {
    return text(member(object, key));
}

bool isFhirId(const std::string& id) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    return !id.empty() && id.size() <= 64 && id.find_first_not_of(allowed) == std::string::npos;
}

void append(std::string& to, const std::string& part, const char* separator) {
    if (!part.empty())
        to += to.empty() ? part : separator + part;
}

// --- what is left where it is ------------------------------------------------------------------------

const std::string& labelOfExtension(const std::string& url) {
    static const std::map<std::string, std::string> labels{
        {"us-core-race", "race"},
        {"us-core-ethnicity", "ethnicity"},
        {"us-core-birthsex", "birth sex"},
        {"patient-mothersMaidenName", "mother's maiden name"},
        {"patient-birthPlace", "birth place"},
    };
    static const std::string other = "other extension";
    const auto slash = url.rfind('/');
    const auto found = labels.find(slash == std::string::npos ? url : url.substr(slash + 1));
    return found == labels.end() ? other : found->second;
}

const std::string otherIdentifier = "other identifier";

const std::string& labelOfIdentifier(const Json& identifier) {
    static const std::map<std::string, std::string> labels{
        {"SS", "social security number"},
        {"DL", "driver's licence"},
        {"PPN", "passport number"},
        {"MR", "medical record number"},
    };
    if (text(identifier, "system").ends_with("/us-ssn"))
        return labels.at("SS");
    const auto found = labels.find(text(first(member(member(identifier, "type"), "coding")), "code"));
    return found == labels.end() ? otherIdentifier : found->second;
}

void countExtensions(const Json& resource, Dropped& dropped) {
    const Json& extensions = member(resource, "extension");
    if (!extensions.is_array())
        return;
    for (const Json& extension : extensions)
        ++dropped[labelOfExtension(text(extension, "url"))];
}

/// Top-level elements beyond those that a reader looks at.
void countElements(const Json& resource, const std::set<std::string>& taken, Dropped& dropped) {
    static const std::set<std::string> structural{"resourceType", "id", "meta", "extension"};
    static const std::map<std::string, std::string> labels{
        {"reasonCode", "diagnosis or reason code"},
        {"reasonReference", "diagnosis or reason code"},
        {"diagnosis", "diagnosis or reason code"},
        {"text", "narrative"},
        {"maritalStatus", "marital status"},
        {"gender", "gender"},
        {"photo", "photo"},
        {"deceasedDateTime", "date of death"},
        {"deceasedBoolean", "date of death"},
        {"hospitalization", "hospitalization"},
    };
    for (const auto& [key, value] : resource.items()) {
        if (structural.contains(key) || taken.contains(key))
            continue;
        const auto label = labels.find(key);
        ++dropped[label == labels.end() ? "other element" : label->second];
    }
}

// --- parts -------------------------------------------------------------------------------------------

/// The name in use: "official" before "usual" before whatever comes first; a maiden or old name never.
const Json& currentName(const Json& names) {
    static const Json none;
    if (!names.is_array())
        return none;
    for (const char* use : {"official", "usual", ""})
        for (const Json& name : names)
            if (text(name, "use") == use)
                return name;
    for (const Json& name : names)
        if (text(name, "use") != "maiden" && text(name, "use") != "old")
            return name;
    return none;
}

std::string joined(const Json& strings) {
    std::string result;
    if (strings.is_array())
        for (const Json& part : strings)
            append(result, text(part), " ");
    return result;
}

std::string telecom(const Json& resource, std::string_view system) {
    const Json& list = member(resource, "telecom");
    if (list.is_array())
        for (const Json& point : list)
            if (text(point, "system") == system && text(point, "use") != "old")
                return text(point, "value");
    return {};
}

std::string addressLine(const Json& resource) {
    const Json& address = first(member(resource, "address"));
    std::string line = joined(member(address, "line"));
    append(line, text(address, "city"), ", ");
    append(line, text(address, "state"), ", ");
    append(line, text(address, "postalCode"), " ");
    return line;
}

std::string foreignLanguage(const Json& resource) {
    const Json& language = member(first(member(resource, "communication")), "language");
    const std::string code = text(first(member(language, "coding")), "code");
    return code.rfind("en", 0) == 0 ? std::string() : text(language, "text");
}

/// Longer ones name nothing: no key of an index is that long.
bool isBounded(const std::string& system, const std::string& value) {
    return system.size() <= maxTextBytes && value.size() <= maxTextBytes;
}

/// By which others refer to it. A person's own numbers (HL7 v2 table 0203) are no such thing, whoever wrote
/// them there.
std::vector<Identifier> identifiers(const Json& resource, Dropped& dropped) {
    std::vector<Identifier> result;
    const Json& list = member(resource, "identifier");
    if (!list.is_array())
        return result;
    for (const Json& item : list) {
        const std::string& label = labelOfIdentifier(item);
        if (label != otherIdentifier)
            ++dropped[label];
        else if (!text(item, "value").empty() && isBounded(text(item, "system"), text(item, "value")))
            result.push_back({text(item, "system"), text(item, "value")});
    }
    return result;
}

std::optional<Reference> referenceOfAnyLength(const Json& value) {
    const Json& identifier = member(value, "identifier");
    if (!text(identifier, "value").empty())
        return Reference{text(value, "type"), text(identifier, "system"), text(identifier, "value")};
    const std::string written = text(value, "reference");
    constexpr std::string_view query = "?identifier=";
    if (const auto at = written.find(query); at != std::string::npos) {
        const std::string search = written.substr(at + query.size());
        const auto bar = search.find('|');
        if (bar == std::string::npos || bar + 1 == search.size())
            return std::nullopt;
        return Reference{written.substr(0, at), search.substr(0, bar), search.substr(bar + 1)};
    }
    const auto slash = written.rfind('/');
    if (slash == std::string::npos || !isFhirId(written.substr(slash + 1)))
        return std::nullopt;
    const auto before = written.rfind('/', slash - 1);
    const std::size_t from = before == std::string::npos ? 0 : before + 1;
    return Reference{written.substr(from, slash - from), "", written.substr(slash + 1)};
}

std::optional<Reference> reference(const Json& value) {
    auto read = referenceOfAnyLength(value);
    if (read && !isBounded(read->system, read->value))
        return std::nullopt;
    return read;
}

std::string conceptText(const Json& codeable) {
    std::string display = text(codeable, "text");
    if (display.empty())
        display = text(first(member(codeable, "coding")), "display");
    // SNOMED CT's fully specified names end in a semantic tag, "(procedure)", which says nothing to a front
    // desk.
    if (const auto tag = display.rfind(" ("); tag != std::string::npos && display.ends_with(')'))
        display.resize(tag);
    return display;
}

bool isDay(const std::string& date) {
    int year = 0, month = 0, day = 0, used = 0;
    if (date.size() != 10 || std::sscanf(date.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
        used != 10)
        return false;
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(unsigned(month)),
                                       std::chrono::day(unsigned(day)))
        .ok();
}

/// RFC 3339 date-time, as FHIR's `dateTime` and `instant` with a time write it; fractions are cut.
std::optional<std::chrono::sys_seconds> instant(const std::string& written) {
    if (written.size() < 20 || !isDay(written.substr(0, 10)) || written[10] != 'T')
        return std::nullopt;
    int hour = 0, minute = 0, second = 0;
    if (std::sscanf(written.c_str() + 11, "%2d:%2d:%2d", &hour, &minute, &second) != 3 || hour > 23 ||
        minute > 59 || second > 60)
        return std::nullopt;
    const auto zoneAt = written.find_first_of("Z+-", 19);
    if (zoneAt == std::string::npos)
        return std::nullopt;
    int offset = 0;
    if (written[zoneAt] != 'Z') {
        int hours = 0, minutes = 0;
        if (std::sscanf(written.c_str() + zoneAt + 1, "%2d:%2d", &hours, &minutes) != 2 || hours > 14 ||
            minutes > 59)
            return std::nullopt;
        offset = (hours * 60 + minutes) * (written[zoneAt] == '-' ? -1 : 1);
    }
    using namespace std::chrono;
    const year_month_day day(year(std::stoi(written.substr(0, 4))),
                             month(unsigned(std::stoi(written.substr(5, 2)))),
                             std::chrono::day(unsigned(std::stoi(written.substr(8, 2)))));
    return sys_days(day) + hours(hour) + minutes(minute - offset) + seconds(second);
}

// --- resources ---------------------------------------------------------------------------------------

Result<Resource, Refusal> readPatient(const Json& json, Dropped& dropped) {
    countElements(json, {"identifier", "name", "telecom", "birthDate", "address", "communication"}, dropped);
    for (const Json& identifier : member(json, "identifier"))
        ++dropped[labelOfIdentifier(identifier)];
    const Json& names = member(json, "name");
    if (names.is_array() && names.size() > 1)
        dropped["earlier or other name"] += names.size() - 1;
    const Json& name = currentName(names);
    Patient patient{text(json, "id"),        text(name, "family"),   joined(member(name, "given")),
                    text(json, "birthDate"), telecom(json, "phone"), telecom(json, "email"),
                    addressLine(json),       foreignLanguage(json)};
    if (patient.family.empty())
        return unexpected(Refusal::NoName);
    if (patient.birthDate.size() == 4 || patient.birthDate.size() == 7)
        patient.birthDate.clear();
    if (!patient.birthDate.empty() && !isDay(patient.birthDate))
        return unexpected(Refusal::BadDate);
    if (patient.family.size() > maxPartBytes || patient.given.size() > maxPartBytes ||
        patient.phone.size() > maxPhoneBytes || patient.email.size() > maxNameBytes ||
        patient.address.size() > maxTextBytes || patient.language.size() > maxLanguageBytes)
        return unexpected(Refusal::TextTooLong);
    return patient;
}

/// A kind of place ("Patient's Home") has no name and is only described.
Result<std::string, Refusal> nameOf(const Json& json) {
    std::string name = text(json, "name");
    if (name.empty())
        name = text(json, "description");
    if (name.empty())
        return unexpected(Refusal::NoName);
    if (name.size() > maxNameBytes)
        return unexpected(Refusal::TextTooLong);
    return name;
}

Result<Resource, Refusal> readOrganization(const Json& json, Dropped& dropped) {
    countElements(json, {"identifier", "name", "description", "active"}, dropped);
    auto name = nameOf(json);
    if (!name)
        return unexpected(name.error());
    return Organization{text(json, "id"), identifiers(json, dropped), std::move(*name)};
}

Result<Resource, Refusal> readLocation(const Json& json, Dropped& dropped) {
    countElements(json, {"identifier", "name", "description", "status", "managingOrganization"}, dropped);
    auto name = nameOf(json);
    if (!name)
        return unexpected(name.error());
    return Location{text(json, "id"), identifiers(json, dropped), std::move(*name),
                    reference(member(json, "managingOrganization"))};
}

Result<Resource, Refusal> readPractitioner(const Json& json, Dropped& dropped) {
    countElements(json, {"identifier", "name", "active"}, dropped);
    const Json& name = currentName(member(json, "name"));
    std::string display = joined(member(name, "prefix"));
    append(display, joined(member(name, "given")), " ");
    append(display, text(name, "family"), " ");
    if (text(name, "family").empty())
        return unexpected(Refusal::NoName);
    if (display.size() > maxNameBytes)
        return unexpected(Refusal::TextTooLong);
    return Practitioner{text(json, "id"), identifiers(json, dropped), display};
}

Result<Resource, Refusal> readPractitionerRole(const Json& json, Dropped& dropped) {
    countElements(json, {"practitioner", "specialty", "location", "organization", "active", "code"}, dropped);
    const auto practitioner = reference(member(json, "practitioner"));
    if (!practitioner)
        return unexpected(Refusal::NoPractitioner);
    std::string specialty = conceptText(first(member(json, "specialty")));
    if (specialty.size() > maxNameBytes)
        return unexpected(Refusal::TextTooLong);
    return PractitionerRole{text(json, "id"), *practitioner, specialty,
                            reference(first(member(json, "location")))};
}

Result<Resource, Refusal> readEncounter(const Json& json, Dropped& dropped) {
    countElements(json,
                  {"identifier", "status", "class", "type", "subject", "participant", "period", "location",
                   "serviceProvider"},
                  dropped);
    const std::string status = text(json, "status");
    if (status != "finished" && status != "cancelled")
        return unexpected(Refusal::NotFinished);
    const auto start = instant(text(member(json, "period"), "start"));
    const auto end = instant(text(member(json, "period"), "end"));
    if (!start || !end || *end <= *start)
        return unexpected(Refusal::NoPeriod);
    const auto patient = reference(member(json, "subject"));
    if (!patient)
        return unexpected(Refusal::NoPatient);
    const auto practitioner = reference(member(first(member(json, "participant")), "individual"));
    if (!practitioner)
        return unexpected(Refusal::NoPractitioner);
    std::string visitType = conceptText(first(member(json, "type")));
    if (visitType.size() > maxTextBytes)
        return unexpected(Refusal::TextTooLong);
    return Encounter{text(json, "id"), *patient,
                     *practitioner,    reference(member(first(member(json, "location")), "location")),
                     *start,           *end,
                     visitType,        status == "cancelled"};
}

using Reader = Result<Resource, Refusal> (*)(const Json&, Dropped&);

Reader readerFor(const std::string& type) {
    static const std::map<std::string, Reader> readers{
        {"Patient", readPatient},
        {"Organization", readOrganization},
        {"Location", readLocation},
        {"Practitioner", readPractitioner},
        {"PractitionerRole", readPractitionerRole},
        {"Encounter", readEncounter},
    };
    const auto found = readers.find(type);
    return found == readers.end() ? nullptr : found->second;
}

bool holdsNul(const Json& value) {
    return value.is_string() && value.get_ref<const std::string&>().find('\0') != std::string::npos;
}

/// nlohmann's parser recurses per level: depth is bounded while it parses, not afterwards.
Result<Json, Refusal> parse(std::string_view line) {
    bool tooDeep = false;
    bool nul = false;
    const auto guard = [&tooDeep, &nul](int depth, Json::parse_event_t, Json& parsed) {
        tooDeep = tooDeep || depth > maxDepth;
        nul = nul || holdsNul(parsed);
        return !tooDeep;
    };
    Json json = Json::parse(line, guard, /*allow_exceptions=*/false);
    if (tooDeep || json.is_discarded())
        return unexpected(Refusal::NotJson);
    if (nul)
        return unexpected(Refusal::Nul);
    return json;
}

} // namespace

std::string_view name(Refusal refusal) {
    static constexpr std::array<std::string_view, 16> names{"line too long",
                                                            "not JSON",
                                                            "not an object",
                                                            "another resource type than the file's",
                                                            "unknown resource",
                                                            "no valid id",
                                                            "no name",
                                                            "date not understood",
                                                            "no valid period",
                                                            "not a past visit",
                                                            "no patient named",
                                                            "no practitioner named",
                                                            "patient not in this export",
                                                            "practitioner not in this export",
                                                            "a text is too long",
                                                            "a text holds the character U+0000"};
    return names.at(std::size_t(refusal));
}

Result<Resource, Refusal> readLine(std::string_view line, std::string_view expectedType, Dropped& dropped) {
    if (line.size() > maxLineBytes)
        return unexpected(Refusal::TooLong);
    const auto parsed = parse(line);
    if (!parsed)
        return unexpected(parsed.error());
    const Json& json = *parsed;
    if (!json.is_object())
        return unexpected(Refusal::NotAnObject);
    const std::string type = text(json, "resourceType");
    const Reader reader = readerFor(type);
    if (!expectedType.empty() && type != expectedType)
        return unexpected(Refusal::WrongType);
    if (!reader)
        return unexpected(Refusal::UnknownType);
    countExtensions(json, dropped);
    if (!isFhirId(text(json, "id")))
        return unexpected(Refusal::NoId);
    return reader(json, dropped);
}

} // namespace custos::fhir
