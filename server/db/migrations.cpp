#include "server/db/migrator.h"

namespace custos::db {

namespace {

constexpr Script scripts[] = {
#include "server/db/migrations.inc"
};

} // namespace

std::span<const Script> migrations() {
    return scripts;
}

} // namespace custos::db
