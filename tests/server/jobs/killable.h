#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace custos::jobs::example {

/// A program that says a line after each thing done, and that can be killed at any moment.
class Killable {
public:
    Killable(const std::string& program, const std::vector<std::string>& arguments) {
        if (::pipe2(ends_, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends_[1], STDOUT_FILENO);
            std::vector<char*> raw{const_cast<char*>(program.c_str())};
            for (const std::string& argument : arguments)
                raw.push_back(const_cast<char*>(argument.c_str()));
            raw.push_back(nullptr);
            ::execv(program.c_str(), raw.data());
            std::_Exit(127);
        }
        ::close(ends_[1]);
    }
    Killable(const Killable&) = delete;
    Killable& operator=(const Killable&) = delete;
    ~Killable() {
        if (child_ > 0)
            killHard();
        ::close(ends_[0]);
    }

    /// Waits for that many lines; false when the program ended before.
    bool await(int lines) {
        char byte = 0;
        while (lines > 0 && ::read(ends_[0], &byte, 1) == 1)
            lines -= byte == '\n' ? 1 : 0;
        return lines == 0;
    }
    void killHard() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        child_ = 0;
    }
    /// Reads on until it ends; its exit status.
    int end() {
        char piece[4096];
        while (::read(ends_[0], piece, sizeof(piece)) > 0) {
        }
        int status = 0;
        ::waitpid(child_, &status, 0);
        child_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    int ends_[2];
    pid_t child_ = 0;
};

} // namespace custos::jobs::example
