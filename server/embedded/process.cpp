#include "server/embedded/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace custos::embedded {

namespace {

[[noreturn]] void become(const std::vector<char*>& arguments, int log) {
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    static char language[] = "LANG=C.UTF-8";
    static char zone[] = "TZ=UTC";
    char* environment[] = {path, language, zone, nullptr};
    const int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_range(3, ~0u, 0);
    setsid(); // a Ctrl+C at our terminal is ours to handle, not the database's
    execve(arguments.front(), arguments.data(), environment);
    _exit(127);
}

} // namespace

pid_t launch(const std::vector<std::string>& command, const std::string& logFile) {
    // everything that allocates happens before the fork
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int log = open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log < 0)
        return -1;
    const pid_t child = fork();
    if (child == 0)
        become(arguments, log);
    close(log);
    return child;
}

int runToEnd(const std::vector<std::string>& command, const std::string& logFile) {
    const pid_t child = launch(command, logFile);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

} // namespace custos::embedded
