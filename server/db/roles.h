#pragma once

#include <array>
#include <string_view>

namespace custos::db {

/// What a login of ours is for. One per duty, so that a hole in one part opens nothing of another.
enum class Duty {
    Migrate,    ///< changes the schema
    Auth,       ///< signs people in, mints sessions
    Api,        ///< answers requests, inside a live session
    Audit,      ///< appends entries, reads nothing
    Sequencer,  ///< seals entries
    Operations, ///< works practice by practice as a service
    Keys,       ///< reads wrapped keys of practices, nothing else
};
inline constexpr std::array allDuties{Duty::Migrate,   Duty::Auth,       Duty::Api, Duty::Audit,
                                      Duty::Sequencer, Duty::Operations, Duty::Keys};

/// The role's name in PostgreSQL: `custos_api`.
[[nodiscard]] std::string_view roleOf(Duty duty);

} // namespace custos::db
