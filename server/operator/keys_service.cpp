#include "server/operator/keys_service.h"

#include "server/jobs/practices.h"
#include "server/log/log.h"
#include "server/operator/admin_lines.h"
#include "server/operator/keys_messages.h"

namespace custos {

namespace {

RotationTold toldOf(const jobs::RotationProgress& progress) {
    return {.done = progress.patients - std::min(progress.patients, progress.left), .of = progress.patients};
}

} // namespace

void KeysService::converse(AdminConversation& with) const {
    const auto request = requestFrom(with, &readRotationRequest);
    if (!request)
        return;
    if (request->practice.empty())
        rotateKeyEncryption(with);
    else
        rotatePractice(with, request->practice);
}

void KeysService::rotatePractice(AdminConversation& with, const std::string& code) const {
    const auto practice = jobs::findPractice(parts_.asKeys, code);
    if (!practice) {
        (void)with.writeLine(errorLine(jobs::code(practice.error())));
        return;
    }
    auto rotation = jobs::KeyRotation::begin(parts_.rotation, *practice);
    if (!rotation) {
        (void)with.writeLine(errorLine(jobs::code(rotation.error())));
        return;
    }
    parts_.log.info("keys.rotation.started", {log::Field::id("practice", practice->bytes)});
    while (!rotation->isDone()) {
        const auto progress = rotation->step();
        const bool heard =
            with.writeLine(progress ? toLine(toldOf(*progress)) : errorLine(jobs::code(progress.error())));
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
        (void)with.writeLine(errorLine(jobs::code(version.error())));
        return;
    }
    parts_.log.info("keys.rewrap.ended");
    (void)with.writeLine(toLine(RotationEnd{*version, 0, true}));
}

} // namespace custos
