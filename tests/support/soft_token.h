#pragma once

#include "tests/support/temporary_directory.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace custos::testing {

/// A SoftHSM2 token of the test's own, in a new directory; for this process and what it starts. One at a
/// time.
class SoftToken {
public:
    static constexpr const char* module = "/usr/lib/softhsm/libsofthsm2.so";
    static constexpr const char* label = "custos-test";

    SoftToken() {
        std::filesystem::create_directory(tokens());
        std::ofstream(configuration()) << "directories.tokendir = " << tokens().string()
                                       << "\nobjectstore.backend = file\nlog.level = ERROR\n";
        ::setenv("SOFTHSM2_CONF", configuration().c_str(), 1);
        run("softhsm2-util --init-token --free --label " + std::string(label) +
            " --pin 24681357 --so-pin 97531");
        writePin("24681357\n");
    }
    ~SoftToken() { ::unsetenv("SOFTHSM2_CONF"); }
    SoftToken(const SoftToken&) = delete;
    SoftToken& operator=(const SoftToken&) = delete;

    [[nodiscard]] std::filesystem::path tokens() const { return directory_.path() / "tokens"; }
    [[nodiscard]] std::filesystem::path configuration() const { return directory_.path() / "softhsm2.conf"; }
    [[nodiscard]] std::filesystem::path pinFile() const { return directory_.path() / "pin"; }

    void writePin(const std::string& pin, mode_t mode = 0600) const {
        std::ofstream(pinFile()) << pin;
        ::chmod(pinFile().c_str(), mode);
    }

    /// To the account that a server started by root becomes.
    void giveTo(const std::string& account) const {
        run("chown -R " + account + " " + directory_.path().string());
    }

private:
    static void run(const std::string& command) {
        if (std::system((command + " > /dev/null").c_str()) != 0)
            throw std::runtime_error("the test needs softhsm2: " + command);
    }

    TemporaryDirectory directory_;
};

} // namespace custos::testing
