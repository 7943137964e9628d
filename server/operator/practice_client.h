#pragma once

#include "server/operator/options.h"

#include <iosfwd>

namespace custos {

// The operator's end of `custosd practice`. Each writes the enrolment file and prints its fingerprint and the
// invitation, once; the exit status. Nothing is asked of the server when the file can't be written.

[[nodiscard]] int createPractice(const CreatePracticeCommand& command, std::ostream& out,
                                 std::ostream& errors);
[[nodiscard]] int invitePerson(const InvitePersonCommand& command, std::ostream& out, std::ostream& errors);

} // namespace custos
