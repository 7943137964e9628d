#pragma once

#include "server/db/connection.h"

#include <optional>
#include <vector>

namespace custos::db {

/// The notices that the schedule's triggers send: ids and days, never a patient.
///
/// Owned and used by one thread, save for `wake`. After an error it is of no more use; open another one and
/// take it that notices were missed.
class Listener {
public:
    [[nodiscard]] static Result<Listener, DbError> open(const std::string& conninfo);

    Listener(Listener&&) noexcept;
    Listener& operator=(Listener&&) noexcept;
    ~Listener();

    /// The payloads that came in, in order; empty after `patience` or `wake`.
    [[nodiscard]] Result<std::vector<std::string>, DbError> wait(std::chrono::milliseconds patience);

    /// Ends the current or next wait early; from any thread.
    void wake();

private:
    struct Impl;
    explicit Listener(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::db
