#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace custos::fhir {

/// What of a FHIR R4 resource (hl7.org/fhir/R4) Custos takes. Everything that is not a member here is not
/// read, so it cannot be stored by mistake.

/// How other resources name one: by id ("Patient/129c...") or, in bulk exports, by business identifier
/// ("Practitioner?identifier=system|value", FHIR R4 section 3.1.0.4.2). `value` is the id or the identifier's
/// value.
struct Reference {
    std::string type;   ///< Empty where the reference is a bare identifier (its place says the type).
    std::string system; ///< Empty for a reference by id.
    std::string value;

    friend bool operator==(const Reference&, const Reference&) = default;
};

struct Identifier {
    std::string system;
    std::string value;

    friend bool operator==(const Identifier&, const Identifier&) = default;
};

struct Patient {
    std::string id;
    std::string family;
    std::string given;     ///< All given names, in order, with a space between.
    std::string birthDate; ///< ISO 8601, a whole day; empty where unknown or only a year.
    std::string phone;
    std::string email;
    std::string address;  ///< One line.
    std::string language; ///< Display text, only where an interpreter may be needed (not English).
};

struct Organization {
    std::string id;
    std::vector<Identifier> identifiers;
    std::string name;
};

struct Location {
    std::string id;
    std::vector<Identifier> identifiers;
    std::string name;
    std::optional<Reference> organization;
};

struct Practitioner {
    std::string id;
    std::vector<Identifier> identifiers;
    std::string displayName; ///< With prefix: "Dr. Given Family".
};

struct PractitionerRole {
    std::string id;
    Reference practitioner;
    std::string specialty;
    std::optional<Reference> location;
};

/// A past visit.
struct Encounter {
    std::string id;
    Reference patient;
    Reference practitioner;
    std::optional<Reference> location;
    std::chrono::sys_seconds start;
    std::chrono::sys_seconds end; ///< After start.
    std::string visitType;        ///< Display text of the type, without SNOMED CT's semantic tag.
    bool cancelled;
};

using Resource = std::variant<Patient, Organization, Location, Practitioner, PractitionerRole, Encounter>;

} // namespace custos::fhir
