// Rotates a practice's keys until it is done or killed; prints a line after each batch.
//
//     rotation_load CONNINFO_OF_AUTH CONNINFO_OF_OPERATIONS KEYS PRACTICE

#include "server/jobs/key_rotation.h"
#include "tests/server/jobs/import_desk.h"

#include <cstdio>

using namespace custos;

int main(int count, char** arguments) {
    if (count != 5)
        return 2;
    auto keys = phi::KeyStore::open(arguments[3]);
    const auto practice = ledger::uuidFromText(arguments[4]);
    if (!keys || !practice)
        return 2;
    jobs::example::ImportDesk desk(arguments[1], arguments[2], *keys);
    auto rotation =
        jobs::KeyRotation::begin({desk.parts().operations, desk.keyring(), desk.composer()}, *practice);
    while (rotation && !rotation->isDone()) {
        if (!rotation->step())
            return 1;
        std::puts("batch");
        std::fflush(stdout);
    }
    return rotation && rotation->retired() ? 0 : 1;
}
