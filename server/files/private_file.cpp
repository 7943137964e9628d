#include "server/files/private_file.h"

#include "server/files/descriptor_io.h"

#include <fcntl.h>
#include <unistd.h>

namespace custos {

bool writePrivateFile(const std::filesystem::path& path, const std::string& content) {
    const auto fresh = std::filesystem::path(path).concat(".new");
    ::unlink(fresh.c_str());
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return false;
    // on the disk before it has its name: a machine that goes down leaves no half of it there
    const bool written = writeAll(descriptor, content) && ::fsync(descriptor) == 0;
    const bool closed = ::close(descriptor) == 0;
    if (written && closed && ::rename(fresh.c_str(), path.c_str()) == 0)
        return true;
    ::unlink(fresh.c_str());
    return false;
}

} // namespace custos
