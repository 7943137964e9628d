#include "server/host/private_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace custos {

bool writePrivateFile(const std::filesystem::path& path, const std::string& content) {
    const auto fresh = std::filesystem::path(path).concat(".new");
    ::unlink(fresh.c_str());
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return false;
    const bool written =
        ::write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    ::close(descriptor);
    if (written && ::rename(fresh.c_str(), path.c_str()) == 0)
        return true;
    ::unlink(fresh.c_str());
    return false;
}

} // namespace custos
