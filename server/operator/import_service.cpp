#include "server/operator/import_service.h"

#include "server/jobs/practices.h"
#include "server/log/log.h"
#include "server/operator/admin_lines.h"
#include "server/operator/import_messages.h"

namespace custos {

namespace {

/// Nothing when the other side is gone, or says what is not understood.
std::optional<jobs::ImportLines> readBatch(AdminConversation& with) {
    const auto line = with.readLine();
    auto header = line ? readBatchHeader(*line) : std::nullopt;
    if (!header || header->numbers.size() > jobs::maxBatchLines)
        return std::nullopt;
    jobs::ImportLines batch{std::move(header->type), {}};
    for (const auto number : header->numbers) {
        auto text = with.readLine();
        if (!text)
            return std::nullopt;
        batch.lines.push_back({number, std::move(*text)});
    }
    return batch;
}

} // namespace

Result<jobs::FhirImport, std::string_view> ImportService::open(ImportRequest request) const {
    const auto practice = jobs::findPractice(parts_.asKeys, request.practice);
    if (!practice)
        return unexpected(jobs::code(practice.error()));
    parts_.log.info("import.started", {log::Field::id("practice", practice->bytes)});
    return jobs::FhirImport::open(parts_.import, *practice, std::move(request.source))
        .map_error([](jobs::ImportError error) { return jobs::code(error); });
}

void ImportService::converse(AdminConversation& with) const {
    auto request = requestFrom(with, &readImportRequest);
    if (!request)
        return;
    auto import = open(std::move(*request));
    if (!import) {
        (void)with.writeLine(errorLine(import.error()));
        return;
    }
    bool listening = with.writeLine(readyLine());
    while (listening) {
        const auto batch = readBatch(with);
        if (!batch)
            break;
        const auto report = import->take(*batch);
        listening =
            with.writeLine(report ? toLine(*report) : errorLine(jobs::code(report.error()))) && report;
    }
    parts_.log.info("import.ended");
}

} // namespace custos
