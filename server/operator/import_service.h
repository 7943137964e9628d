#pragma once

#include "server/jobs/fhir_import.h"

namespace custos::log {
class Log;
} // namespace custos::log

namespace custos {

class AdminConversation;
struct ImportRequest;

/// The server's end of `custosd import`: the operator's lines go to the import, its reports back. On the
/// admin socket's thread; what it is made of outlives it.
class ImportService {
public:
    struct Parts {
        jobs::ImportParts import;
        db::Pool& asKeys;
        log::Log& log;
    };
    explicit ImportService(Parts parts)
        : parts_(parts) {}

    /// Until the other side has no more, or something fails.
    void converse(AdminConversation& with) const;

private:
    /// The error is a code.
    [[nodiscard]] Result<jobs::FhirImport, std::string_view> open(ImportRequest request) const;

    Parts parts_;
};

} // namespace custos
