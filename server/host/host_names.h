#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace custos {

/// What this machine calls itself; `localhost` where it says nothing.
[[nodiscard]] std::string hostName();

/// Whether it stands for every address of a machine.
[[nodiscard]] bool isAnyAddress(const std::string& host);

/// Under which names a server that listens on `host` may be called, `localhost` first, each once: its
/// certificate's.
[[nodiscard]] std::vector<std::string> serverNames(const std::string& host,
                                                   const std::vector<std::string>& further = {});

/// Where a server is reached: https, an IPv6 address in brackets.
[[nodiscard]] std::string urlOf(std::string host, uint16_t port);

} // namespace custos
