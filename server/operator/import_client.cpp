#include "server/operator/import_client.h"

#include "server/fhir/export_files.h"
#include "server/operator/admin_lines.h"
#include "server/operator/admin_socket.h"
#include "server/operator/import_report.h"

#include <chrono>
#include <ostream>

namespace custos {

namespace {

constexpr int doneStatus = 0;
constexpr int failedStatus = 1;
constexpr int stoppedStatus = 130; // as shells report SIGINT
constexpr std::size_t batchBytes = 4 * fhir::maxLineBytes;

std::string sentence(std::string_view code) {
    static const Sentences sentences{
        {"bad_source", "a source is 1 to 64 of a-z, 0-9, dot, hyphen and underscore"},
        {"no_location", "the practice has no location yet, and so no time zone"},
        {"unavailable", "the database or the audit log is not available; nothing of this batch was stored"},
    };
    return sentenceFor(code, sentences);
}

/// One run, from the first file to the last.
class ImportRun {
public:
    ImportRun(AdminConversation& server, const std::function<bool()>& stopped, std::ostream& progress)
        : server_(server)
        , stopped_(stopped)
        , progress_(progress) {}

    /// The exit status.
    [[nodiscard]] int take(const fhir::ExportFiles& files) {
        for (const auto& file : files.leftOver)
            report_.leaveOver(file.path.filename().string());
        for (const auto& file : files.taken)
            bytes_ += file.bytes;
        for (const auto& file : files.taken)
            if (const int status = take(file); status != doneStatus)
                return status;
        return doneStatus;
    }
    [[nodiscard]] const ImportReport& report() const { return report_; }

private:
    int take(const fhir::ExportFile& file) {
        fhir::ExportLines lines(file.path);
        file_ = file.path.filename().string();
        header_ = {file.type, {}};
        while (const auto line = lines.next()) {
            if (!line->text) {
                report_.refuse(file.type, file_, line->number, std::string(name(fhir::Refusal::TooLong)));
                continue;
            }
            header_.numbers.push_back(line->number);
            lines_ += *line->text + "\n";
            if (header_.numbers.size() == jobs::maxBatchLines || lines_.size() > batchBytes)
                if (const int status = send(lines.bytesRead()); status != doneStatus)
                    return status;
        }
        if (lines.failed())
            return fail(file_ + " cannot be read");
        const int status = send(lines.bytesRead());
        bytesBefore_ += lines.bytesRead();
        return status;
    }

    int send(std::uint64_t bytesRead) {
        if (header_.numbers.empty())
            return doneStatus;
        lines_.pop_back(); // writeLine ends the last one
        const bool sent = server_.writeLine(toLine(header_) + "\n" + lines_);
        const auto answer = sent ? server_.readLine() : std::nullopt;
        if (!answer)
            return fail(sentence(noAnswer));
        const auto result = readBatchResult(*answer);
        if (!result)
            return fail(sentence(result.error()));
        report_.add(header_.type, file_, *result);
        header_.numbers.clear();
        lines_.clear();
        tell(bytesBefore_ + bytesRead);
        return stopped_() ? stoppedStatus : doneStatus;
    }

    void tell(std::uint64_t bytesDone) {
        const auto now = std::chrono::steady_clock::now();
        if (now - told_ < std::chrono::seconds(1) && bytesDone < bytes_)
            return;
        told_ = now;
        const auto total = report_.total();
        progress_ << (bytes_ == 0 ? 100 : bytesDone * 100 / bytes_) << " %  " << file_ << "  taken "
                  << total.taken << "  merged " << total.merged << "  refused " << total.refused << std::endl;
    }

    int fail(const std::string& sentence) {
        progress_ << "custosd: " << sentence << "\n";
        return failedStatus;
    }

    AdminConversation& server_;
    const std::function<bool()>& stopped_;
    std::ostream& progress_;
    ImportReport report_;
    std::string file_;
    BatchHeader header_;
    std::string lines_;
    std::uint64_t bytes_ = 0;
    std::uint64_t bytesBefore_ = 0;
    std::chrono::steady_clock::time_point told_{};
};

/// Null, said why, when there is nobody to import with.
std::unique_ptr<AdminConversation> call(const ImportCommand& command, std::ostream& progress) {
    auto server = callAdminSocket(command.adminSocket, "import");
    if (!server) {
        progress << "custosd: " << noServerAt(command.adminSocket) << "\n";
        return nullptr;
    }
    const auto answer = answerTo(*server, toLine(ImportRequest{command.practice, command.source}));
    const auto ready = readReady(answer.value_or(errorLine(noAnswer)));
    if (!ready) {
        progress << "custosd: " << sentence(ready.error()) << "\n";
        return nullptr;
    }
    return server;
}

} // namespace

int importFhir(const ImportCommand& command, const std::function<bool()>& stopped, std::ostream& out,
               std::ostream& progress) {
    const auto files = fhir::findExport(command.directory, jobs::importOrder);
    if (!files) {
        progress << "custosd: " << command.directory.string() << " holds no FHIR export\n";
        return failedStatus;
    }
    const auto server = call(command, progress);
    if (!server)
        return failedStatus;
    ImportRun run(*server, stopped, progress);
    const int status = run.take(*files);
    if (status != doneStatus)
        progress << "custosd: stopped; what was taken stays, and the same command goes on from there\n";
    run.report().print(out);
    if (!command.report.empty() && !run.report().writeJson(command.report, status == doneStatus)) {
        progress << "custosd: cannot write " << command.report.string() << "\n";
        return failedStatus;
    }
    return status;
}

} // namespace custos
