#pragma once

#include "ledger/result.h"
#include "server/fhir/resources.h"

#include <map>
#include <string>
#include <string_view>

namespace custos::fhir {

/// Why a line was not taken. The line itself is never quoted: it is full of PHI.
enum class Refusal {
    TooLong, ///< Over `maxLineBytes`.
    NotJson, ///< Also: deeper than `maxDepth`, or not UTF-8.
    NotAnObject,
    WrongType,   ///< `resourceType` is not the one that the file's name says.
    UnknownType, ///< A resource that Custos has no use for.
    NoId,        ///< Missing, or not a FHIR id (R4 section 2.24.0.1: [A-Za-z0-9-.]{1,64}).
    NoName,
    BadDate,
    NoPeriod,    ///< An encounter without start or end, or that ends before it starts.
    NotFinished, ///< Neither finished nor cancelled, or ends in the future: not a past visit.
    NoPatient,   ///< No reference to one, or to one that is not in this export and not known from an earlier
                 ///< one.
    NoPractitioner,
    UnknownPatient,
    UnknownPractitioner,
    TextTooLong,
    Nul ///< In any text of the line, taken or not: PostgreSQL stores none, and would refuse the whole batch.
};

[[nodiscard]] std::string_view name(Refusal refusal);

/// A patient's line with everything that we leave out is a few kilobytes long.
inline constexpr std::size_t maxLineBytes = 512 * 1024;
inline constexpr int maxDepth = 24;

/// What was in a resource and was left there, by a stable name ("social security number", "diagnosis", ...).
using Dropped = std::map<std::string, std::uint64_t>;

/// Reads one line of a bulk export (FHIR Bulk Data Access, section "Bulk Data Output File",
/// application/fhir+ndjson).
/// @param expectedType resource type that the file is said to hold; empty: whatever the line says.
/// @param dropped is added to for what is seen and not taken, whether or not the line is refused afterwards.
[[nodiscard]] Result<Resource, Refusal> readLine(std::string_view line, std::string_view expectedType,
                                                 Dropped& dropped);

} // namespace custos::fhir
