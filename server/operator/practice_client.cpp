#include "server/operator/practice_client.h"

#include "ledger/hash.h"
#include "server/operator/admin_lines.h"
#include "server/operator/admin_socket.h"
#include "server/operator/practice_messages.h"

#include <fstream>
#include <ostream>

namespace custos {

namespace {

std::string sentence(std::string_view code) {
    static const Sentences sentences{
        {"bad_code", "a practice's code is 1 to 64 of a-z, 0-9 and hyphen, and not platform"},
        {"bad_name", "a name is missing, is longer than 200 bytes or has control characters in it"},
        {"bad_username", "a user name is 1 to 128 of a-z, 0-9, dot, underscore and hyphen"},
        {"bad_role", "the role is none that an operator gives: front_desk, provider, assistant, biller, "
                     "manager, privacy_officer; platform_admin in the practice platform. Owners are made by "
                     "an owner"},
        {"bad_time_zone", "the time zone is none of the IANA's, as America/Chicago"},
        {"bad_hours", "a day ends after it begins, before midnight"},
        {"bad_minutes", "a visit takes 5 to 720 minutes"},
        {"code_taken", "there is a practice of that code already"},
        {"no_column",
         "the practice has no provider of that name, or several; providers and assistants need one"},
        {"not_invitable",
         "that person has enrolled already, or is disabled: the practice's owner resets factors "
         "and enables people"},
    };
    return sentenceFor(code, sentences);
}

/// As people compare it; docs/enrolment-file.md.
std::string fingerprintOf(const std::string& file) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    std::size_t at = 0;
    for (const std::uint8_t byte : ledger::sha256(ledger::asBytes(file))) {
        text += at != 0 && at % 2 == 0 ? " " : "";
        text += {digits[byte >> 4], digits[byte & 15]};
        ++at;
    }
    return text;
}

void print(const PracticeReply& reply, const std::filesystem::path& file, std::ostream& out) {
    if (!file.empty())
        out << "Enrolment file: " << file.string()
            << "\n  Computers of the practice open it in Custos. Whoever does compares its fingerprint with "
               "this one,"
               "\n  which they have heard from you in another way than the file:\n  "
            << fingerprintOf(reply.enrolment) << "\n\n";
    out << "Invitation, for that person alone; it works once, within 72 hours, and is shown once:\n  "
        << reply.invitation << std::endl;
}

/// One question over the admin socket, and what becomes of its answer. No file where none is named.
int ask(const std::filesystem::path& socket, const char* question, const std::string& line,
        const std::filesystem::path& path, std::ostream& out, std::ostream& errors) {
    const auto fail = [&errors](const std::string& why) {
        errors << "custosd: " << why << "\n";
        return 1;
    };
    if (std::filesystem::exists(path))
        return fail(path.string() + " is there already");
    std::ofstream file;
    if (!path.empty())
        file.open(path, std::ios::binary);
    if (!file)
        return fail("cannot write " + path.string());
    const auto server = callAdminSocket(socket, question);
    const auto answer = server ? answerTo(*server, line) : std::nullopt;
    const auto reply = answer ? readPracticeReply(*answer) : unexpected(std::string());
    if (!reply) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return fail(answer ? sentence(reply.error()) : noServerAt(socket));
    }
    file << reply->enrolment;
    print(*reply, path, out);
    file.close();
    return file || path.empty()
               ? 0
               : fail("cannot write " + path.string() + "; the practice is there: invite again");
}

} // namespace

int createPractice(const CreatePracticeCommand& command, std::ostream& out, std::ostream& errors) {
    return ask(command.adminSocket, "practice create", toLine(command.practice), command.enrolment, out,
               errors);
}

int invitePerson(const InvitePersonCommand& command, std::ostream& out, std::ostream& errors) {
    return ask(command.adminSocket, "practice invite",
               toLine(InvitationRequest{command.practice, command.person}), command.enrolment, out, errors);
}

} // namespace custos
