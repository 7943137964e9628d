#include "server/host/host_names.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace custos {

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "localhost";
}

bool isAnyAddress(const std::string& host) {
    return host == "0.0.0.0" || host == "::";
}

std::vector<std::string> serverNames(const std::string& host, const std::vector<std::string>& further) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1", hostName()};
    names.insert(names.end(), further.begin(), further.end());
    if (!isAnyAddress(host))
        names.push_back(host);
    std::sort(names.begin() + 1, names.end());
    names.erase(std::unique(names.begin() + 1, names.end()), names.end());
    names.erase(std::remove(names.begin() + 1, names.end(), "localhost"), names.end());
    return names;
}

std::string urlOf(std::string host, uint16_t port) {
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return "https://" + host + ":" + std::to_string(port);
}

} // namespace custos
