#pragma once

#include "server/embedded/embedded_postgres.h"
#include "server/host/data_directory.h"
#include "server/host/privileges.h"

#include <filesystem>
#include <optional>
#include <string>

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

/// What a server stands on: its data directory, and the database of its own in there, started with the
/// rights that we have, which are then given up. Make it before any thread. Throws StartRefused, and
/// std::runtime_error where an account can't be made or become.
class Ground {
public:
    explicit Ground(const std::filesystem::path& wanted);

    [[nodiscard]] const DataLayout& layout() const { return layout_; }
    [[nodiscard]] std::string conninfo(db::Duty duty) const { return postgres_.conninfo(duty); }

    /// Starts the database again where it has died; false where it could not be. Call it often.
    [[nodiscard]] bool tend(log::Log& log);

private:
    [[nodiscard]] embedded::EmbeddedPostgres startPostgres() const;

    const std::optional<embedded::SystemAccount> account_;
    const DataLayout layout_;
    embedded::EmbeddedPostgres postgres_;
    DatabaseGuard guard_;
};

} // namespace custos
