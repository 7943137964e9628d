#pragma once

#include "tests/ledger/sample_log.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace custos::ledger {

/// A directory of its own that goes with the object.
class TempBundle {
public:
    TempBundle() {
        std::string name = (std::filesystem::temp_directory_path() / "custos-bundle-XXXXXX").string();
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    TempBundle(const TempBundle&) = delete;
    TempBundle& operator=(const TempBundle&) = delete;
    ~TempBundle() { std::filesystem::remove_all(path_); }

    void write(const char* file, std::string_view content) const {
        std::ofstream(path_ / file, std::ios::binary) << content;
    }
    void writeEntries(const std::vector<SealedRow>& rows) const {
        std::ofstream stream(path_ / "entries", std::ios::binary);
        for (const SealedRow& row : rows)
            stream << toLine(row) << '\n';
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace custos::ledger
