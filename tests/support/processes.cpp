#include "tests/support/processes.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace custos::testing {

namespace fs = std::filesystem;

namespace {

struct Region {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// What can be read of a process: everything but the kernel's own pages.
std::vector<Region> regionsOf(pid_t process) {
    std::istringstream maps(procFile(process, "maps"));
    std::vector<Region> regions;
    for (std::string line; std::getline(maps, line);) {
        Region region;
        char dash = 0;
        std::string rights;
        std::istringstream words(line);
        words >> std::hex >> region.begin >> dash >> region.end >> rights;
        if (rights.starts_with("r") && line.find("[v") == std::string::npos)
            regions.push_back(region);
    }
    return regions;
}

int openMemory(pid_t process) {
    return ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
}

std::string contentOf(int memory, const Region& region) {
    std::string content(region.end - region.begin, '\0');
    std::size_t at = 0;
    while (at < content.size()) {
        const auto got =
            ::pread(memory, content.data() + at, content.size() - at, static_cast<off_t>(region.begin + at));
        if (got <= 0)
            break;
        at += static_cast<std::size_t>(got);
    }
    content.resize(at);
    return content;
}

/// What root reads of a process's memory, where we are not root.
std::string memoryBySudo(pid_t process) {
    const std::string command = "sudo -n python3 " CUSTOS_MEMORY_PY " " + std::to_string(process);
    FILE* const pipe = ::popen(command.c_str(), "r");
    std::string content;
    std::string piece(std::size_t{1} << 20, '\0');
    while (const auto got = pipe ? ::fread(piece.data(), 1, piece.size(), pipe) : 0)
        content.append(piece, 0, got);
    if (!pipe || ::pclose(pipe) != 0)
        throw std::runtime_error("root alone may look into our processes, and sudo asks for a password");
    return content;
}

} // namespace

void wantCores() {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_CORE, &limit);
}

std::string procFile(pid_t process, const std::string& name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<pid_t> allChildrenOf(pid_t parent) {
    std::vector<pid_t> children;
    std::istringstream ids(procFile(parent, "task/" + std::to_string(parent) + "/children"));
    for (pid_t child = 0; ids >> child;)
        children.push_back(child);
    return children;
}

std::map<std::string, pid_t> childrenOf(pid_t parent) {
    std::map<std::string, pid_t> children;
    for (const auto child : allChildrenOf(parent)) {
        const auto title = procFile(child, "comm");
        children[title.substr(0, title.find('\n'))] = child;
    }
    return children;
}

std::vector<std::string> openFilesOf(pid_t process) {
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator at("/proc/" + std::to_string(process) + "/fd", error), end; at != end;
         at.increment(error))
        files.push_back(fs::read_symlink(at->path(), error).string());
    return files;
}

bool isMemoryOpen(pid_t process) {
    const int memory = openMemory(process);
    ::close(memory);
    return memory >= 0;
}

std::vector<std::string>
foundInMemory(pid_t process, const std::map<std::string, std::vector<std::string>>& spellingsByName) {
    std::set<std::string> found;
    const auto search = [&](const std::string& content) {
        for (const auto& [name, spellings] : spellingsByName)
            if (std::any_of(spellings.begin(), spellings.end(), [&content](const auto& spelling) {
                    return content.find(spelling) != std::string::npos;
                }))
                found.insert(name);
    };
    if (::geteuid() == 0) {
        const int memory = openMemory(process);
        for (const auto& region : regionsOf(process))
            search(contentOf(memory, region));
        ::close(memory);
    } else {
        search(memoryBySudo(process));
    }
    return {found.begin(), found.end()};
}

} // namespace custos::testing
