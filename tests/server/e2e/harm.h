#pragma once

#include "tests/server/e2e/shared_demo.h"

#include <gtest/gtest.h>

#include <thread>

namespace custos::testing {

inline std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Where the server's database listens, as its log has it.
inline std::filesystem::path socketDirectoryOf(const DemoServer& server) {
    const auto log = contentOf(server.dataDirectory() / "postgres.log");
    const std::string marker = "listening on Unix socket \"";
    const auto begin = log.rfind(marker) + marker.size();
    return std::filesystem::path(log.substr(begin, log.find('"', begin) - begin)).parent_path();
}

/// Statements as the cluster's superuser, whom the database knows by the account that started it.
inline void asSuperuser(const DemoServer& server, const std::string& statements) {
    const auto command = "psql -q -h " + socketDirectoryOf(server).string() +
                         " -U custos_super -d custos -c \"" + statements + "\" >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
}

template<class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

} // namespace custos::testing
