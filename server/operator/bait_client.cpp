#include "server/operator/bait_client.h"

#include "server/operator/admin_lines.h"
#include "server/operator/admin_socket.h"
#include "server/operator/bait_messages.h"

#include <ostream>

namespace custos {

namespace {

std::string sentence(std::string_view code) {
    static const Sentences sentences{
        {"too_few_patients", "bait is mixed from real patients, and the practice has fewer than ten"},
    };
    return sentenceFor(code, sentences);
}

} // namespace

int layOutBait(const BaitCommand& command, std::ostream& out, std::ostream& errors) {
    const auto server = callAdminSocket(command.adminSocket, "bait");
    const auto answer =
        server ? answerTo(*server, toLine(BaitRequest{command.practice, command.count})) : std::nullopt;
    if (!answer) {
        errors << "custosd: " << noServerAt(command.adminSocket) << "\n";
        return 1;
    }
    const auto reply = readBaitReply(*answer);
    if (!reply) {
        errors << "custosd: " << sentence(reply.error()) << "\n";
        return 1;
    }
    out << "the practice has " << reply->standing << " honeypot patients";
    if (reply->standing > command.count)
        out << "; " << command.count << " are wanted, and the others stand until their time is over";
    out << "\n";
    return 0;
}

} // namespace custos
