#pragma once

#include "ledger/result.h"

#include <cstdint>
#include <string>

namespace custos::http {

enum class ListenError { BadAddress, AddressInUse, BadCertificate, BadKey, NoPermission };

/// A TCP socket that listens, closed on exec: whoever accepts from it later needs no right to make one. What
/// is accepted from it ends once the other side has acknowledged nothing for 30 s, and also where it
/// acknowledges but has kept its window shut for as long: a client that does not read what it asked for.
/// `port` 0: any free one. The caller closes it.
[[nodiscard]] Result<int, ListenError> openListeningSocket(const std::string& address, uint16_t port);

/// The port that a listening socket has.
[[nodiscard]] uint16_t portOf(int socket);

} // namespace custos::http
