#include "tests/support/programs.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

extern char** environ; // NOLINT: POSIX names it so

namespace custos::testing {

pid_t spawn(const std::vector<std::string>& arguments, int outputDescriptor) {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const auto& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str())); // NOLINT: what POSIX asks for
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, outputDescriptor, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, outputDescriptor, STDERR_FILENO);
    pid_t process = -1;
    const int error = ::posix_spawn(&process, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw std::runtime_error("cannot start " + arguments[0]);
    return process;
}

int exitStatus(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Ran run(const std::vector<std::string>& arguments) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    const auto process = spawn(arguments, ends[1]);
    ::close(ends[1]);
    Ran ran;
    char piece[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], piece, sizeof(piece))) > 0;)
        ran.output.append(piece, static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(process, &status, 0);
    ran.status = exitStatus(status);
    return ran;
}

} // namespace custos::testing
