#include "server/operator/keys_client.h"

#include "server/operator/admin_lines.h"
#include "server/operator/admin_socket.h"
#include "server/operator/keys_messages.h"

#include <chrono>
#include <ostream>

namespace custos {

namespace {

std::string sentence(std::string_view code) {
    static const Sentences sentences{
        {"keys_missing", "the keys do not open; nothing was changed"},
        {"busy", "the server is at work on another command, or somebody else holds what is left; the same "
                 "command goes on from there"},
        {"unavailable",
         "the database, the audit log or the token does not answer; the same command goes on from there"},
    };
    return sentenceFor(code, sentences);
}

/// Once a second, and at the end.
class Progress {
public:
    explicit Progress(std::ostream& out)
        : out_(out) {}
    void tell(const RotationTold& told) {
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::seconds(1) && told.done < told.of)
            return;
        last_ = now;
        out_ << (told.of == 0 ? 100 : told.done * 100 / told.of) << " %  " << told.done << " of " << told.of
             << std::endl;
    }

private:
    std::ostream& out_;
    std::chrono::steady_clock::time_point last_{};
};

int printEnd(const RotationEnd& end, std::ostream& out) {
    out << "everything that opens is under version " << end.version << "\n";
    if (end.retired)
        return 0;
    out << end.unreadable
        << " patients' fields do not open; they were left as they are, and so were the older keys\n";
    return 1;
}

} // namespace

int rotateKeys(const RotateKeysCommand& command, std::ostream& out, std::ostream& progress) {
    const auto server = callAdminSocket(command.adminSocket, "keys");
    if (!server) {
        progress << "custosd: " << noServerAt(command.adminSocket) << "\n";
        return 1;
    }
    Progress printed(progress);
    auto line = answerTo(*server, toLine(RotationRequest{command.practice}));
    for (; line; line = server->readLine()) {
        const auto news = readRotationNews(*line);
        if (!news) {
            progress << "custosd: " << sentence(news.error()) << "\n";
            return 1;
        }
        if (const auto* end = std::get_if<RotationEnd>(&*news))
            return printEnd(*end, out);
        printed.tell(std::get<RotationTold>(*news));
    }
    progress << "custosd: the server is gone; what was done stays, and the same command goes on from there\n";
    return 1;
}

} // namespace custos
