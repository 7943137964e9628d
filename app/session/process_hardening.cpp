#include "app/session/process_hardening.h"

#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace custos::app {

void hardenProcess() {
    const rlimit none{0, 0};
    const bool noCores = setrlimit(RLIMIT_CORE, &none) == 0;
    const bool notDumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    umask(S_IRWXG | S_IRWXO);
    if (noCores && notDumpable)
        return;
    // Fail closed: what cannot be kept from a dump is not opened.
    std::fputs("custos: this system does not let a process protect its memory\n", stderr);
    std::exit(EXIT_FAILURE);
}

} // namespace custos::app
