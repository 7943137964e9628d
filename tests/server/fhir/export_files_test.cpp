#include "server/fhir/export_files.h"

#include "server/fhir/read.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <array>

namespace custos::fhir {

namespace {

constexpr std::array<std::string_view, 2> order{"Location", "Encounter"};

class ExportFilesTest : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& content) {
        const auto path = directory_.path() / name;
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    std::vector<std::string> namesOf(const std::vector<ExportFile>& files) {
        std::vector<std::string> names;
        for (const ExportFile& file : files)
            names.push_back(file.path.filename().string());
        return names;
    }

    testing::TemporaryDirectory directory_;
};

TEST_F(ExportFilesTest, comeInTheOrderAskedForWhateverTheirNames) {
    for (const char* name : {"Encounter.001.ndjson", "Encounter.000.ndjson", "Location.ndjson",
                             "Condition.000.ndjson", "log.ndjson", "Location.txt", "README.md"})
        write(name, "{}\n");
    const auto files = findExport(directory_.path(), order);
    ASSERT_TRUE(files.has_value());
    EXPECT_EQ(namesOf(files->taken),
              (std::vector<std::string>{"Location.ndjson", "Encounter.000.ndjson", "Encounter.001.ndjson"}));
    EXPECT_EQ(namesOf(files->leftOver), (std::vector<std::string>{"Condition.000.ndjson"}));
    EXPECT_EQ(files->taken.front().type, "Location");
    EXPECT_EQ(files->taken.front().bytes, 3u);
}

TEST_F(ExportFilesTest, saysThatThereIsNothingToTake) {
    EXPECT_EQ(findExport(directory_.path() / "missing", order).error(), ExportError::NoDirectory);
    write("Condition.000.ndjson", "{}\n");
    EXPECT_EQ(findExport(directory_.path(), order).error(), ExportError::NoFiles);
}

TEST_F(ExportFilesTest, numbersLinesAsAnEditorDoes) {
    ExportLines lines(write("Location.ndjson", "one\n\n \r\nfour\r\nfive"));
    auto line = lines.next();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->number, 1u);
    EXPECT_EQ(line->text, "one");
    line = lines.next();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->number, 4u);
    line = lines.next();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->number, 5u);
    EXPECT_EQ(line->text, "five");
    EXPECT_FALSE(lines.next());
    EXPECT_FALSE(lines.failed());
    EXPECT_EQ(lines.bytesRead(), 18u);
}

TEST_F(ExportFilesTest, givesNoTextForALineThatIsTooLongAndGoesOnAfterIt) {
    ExportLines lines(write("Location.ndjson", std::string(maxLineBytes, 'x') + "\n" +
                                                   std::string(maxLineBytes + 1, 'y') + "\nlast\n"));
    EXPECT_EQ(lines.next()->text->size(), maxLineBytes);
    EXPECT_FALSE(lines.next()->text);
    EXPECT_EQ(lines.next()->text, "last");
}

TEST_F(ExportFilesTest, failsForAFileThatIsNotThere) {
    ExportLines lines(directory_.path() / "missing");
    EXPECT_FALSE(lines.next());
    EXPECT_TRUE(lines.failed());
}

} // namespace

} // namespace custos::fhir
