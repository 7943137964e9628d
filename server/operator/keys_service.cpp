#include "server/operator/keys_service.h"

#include "server/jobs/detection.h"
#include "server/jobs/fhir_import.h"
#include "server/log/log.h"
#include "server/operator/admin_socket.h"
#include "server/operator/keys_messages.h"

namespace custos {

namespace {

RotationTold toldOf(const jobs::RotationProgress& progress) {
    return {.done = progress.patients - std::min(progress.patients, progress.left), .of = progress.patients};
}

} // namespace

void KeysService::converse(AdminConversation& with) const {
    const auto line = with.readLine();
    const auto request = line ? readRotationRequest(*line) : std::nullopt;
    if (!request)
        (void)with.writeLine(rotationErrorLine("not_understood"));
    else if (request->practice.empty())
        rotateKeyEncryption(with);
    else
        rotatePractice(with, request->practice);
}

void KeysService::rotatePractice(AdminConversation& with, const std::string& code) const {
    const auto practice = jobs::findPractice(parts_.asKeys, code);
    if (!practice) {
        (void)with.writeLine(rotationErrorLine(jobs::code(practice.error())));
        return;
    }
    auto rotation = jobs::KeyRotation::begin(parts_.rotation, *practice);
    if (!rotation) {
        (void)with.writeLine(rotationErrorLine(jobs::code(rotation.error())));
        return;
    }
    parts_.log.info("keys.rotation.started", {log::Field::id("practice", practice->bytes)});
    while (!rotation->isDone()) {
        const auto progress = rotation->step();
        const bool heard = with.writeLine(progress ? toLine(toldOf(*progress))
                                                   : rotationErrorLine(jobs::code(progress.error())));
        if (!progress || !heard)
            return;
    }
    parts_.log.info("keys.rotation.ended", {log::Field::id("practice", practice->bytes)});
    (void)with.writeLine(
        toLine(RotationEnd{rotation->version(), rotation->progress().unreadable, rotation->retired()}));
}

void KeysService::rotateKeyEncryption(AdminConversation& with) const {
    parts_.log.info("keys.rewrap.started");
    const auto version =
        jobs::rotateKeyEncryption(parts_.asKeys, parts_.rotation, [&with](std::size_t done, std::size_t of) {
            (void)with.writeLine(toLine(RotationTold{done, of}));
        });
    if (!version) {
        (void)with.writeLine(rotationErrorLine(jobs::code(version.error())));
        return;
    }
    parts_.log.info("keys.rewrap.ended");
    (void)with.writeLine(toLine(RotationEnd{*version, 0, true}));
}

void KeysService::converseAboutBait(AdminConversation& with) const {
    const auto line = with.readLine();
    const auto request = line ? readRotationRequest(*line) : std::nullopt;
    const auto practice = request ? jobs::findPractice(parts_.asKeys, request->practice)
                                  : unexpected(jobs::ImportError::NoPractice);
    if (!practice) {
        (void)with.writeLine(rotationErrorLine(jobs::code(practice.error())));
        return;
    }
    jobs::Detection detection({parts_.rotation.operations, parts_.rotation.keyring, parts_.rotation.composer},
                              *practice);
    auto done = detection.wish(request->count, std::nullopt);
    if (done)
        done = detection.tend();
    const auto wanted = std::uint64_t(request->count);
    (void)with.writeLine(done ? toLine(RotationTold{wanted, wanted})
                              : rotationErrorLine(jobs::code(done.error())));
}

} // namespace custos
