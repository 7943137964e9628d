// Imports a directory until it is done or killed; prints a line after each batch that was acknowledged.
//
//     import_load CONNINFO_OF_AUTH CONNINFO_OF_OPERATIONS KEYS PRACTICE DIRECTORY

#include "tests/server/jobs/import_desk.h"

#include <cstdio>

using namespace custos;

int main(int count, char** arguments) {
    if (count != 6)
        return 2;
    auto keys = phi::KeyStore::open(arguments[3]);
    const auto practice = ledger::uuidFromText(arguments[4]);
    if (!keys || !practice)
        return 2;
    jobs::example::ImportDesk desk(arguments[1], arguments[2], *keys);
    auto import = jobs::FhirImport::open(desk.parts(), *practice, "load");
    const auto done = jobs::example::takeDirectory(*import, arguments[5], 20, [](const auto&, const auto&) {
        std::puts("batch");
        std::fflush(stdout);
    });
    return done ? 0 : 1;
}
