#pragma once

#include "tests/support/temporary_directory.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace custos::testing {

/// A place for a real server: its data, and beside them what is not the server's. Where root starts it the
/// data lie elsewhere, behind a link (server/host/privileges.h); all of it goes away with this object,
/// however the server ended.
class ServerData {
public:
    ServerData() = default;
    ServerData(const ServerData&) = delete;
    ServerData& operator=(const ServerData&) = delete;
    ~ServerData() {
        std::error_code ignored;
        const auto real = std::filesystem::canonical(directory(), ignored);
        if (ignored)
            return;
        // The server's end is followed by its database's: whatever that still wrote would stay.
        for (int i = 0; i < 600 && std::filesystem::exists(real / "pg/postmaster.pid", ignored); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        std::filesystem::remove_all(real, ignored);
    }

    [[nodiscard]] std::filesystem::path directory() const { return temporary_.path() / "data"; }
    [[nodiscard]] std::filesystem::path beside(const std::string& name) const {
        return temporary_.path() / name;
    }

private:
    TemporaryDirectory temporary_;
};

} // namespace custos::testing
