#include "tests/support/superuser.h"

#include <fstream>
#include <libpq-fe.h>
#include <stdexcept>

namespace custos::testing {

namespace {

/// Where the database listens, as it says itself.
std::string socketDirectory(const DemoServer& server) {
    std::ifstream file(server.dataDirectory() / "postgres.log", std::ios::binary);
    const std::string log((std::istreambuf_iterator<char>(file)), {});
    const std::string marker = "listening on Unix socket \"";
    const auto at = log.rfind(marker);
    if (at == std::string::npos)
        throw std::runtime_error("the demo's database does not say where it listens");
    const auto begin = at + marker.size();
    return std::filesystem::path(log.substr(begin, log.find('"', begin) - begin)).parent_path();
}

} // namespace

struct Superuser::Impl {
    std::unique_ptr<PGconn, decltype(&PQfinish)> link;
};

Superuser::Superuser(const DemoServer& server)
    : impl_(new Impl{
          {PQconnectdb(("host=" + socketDirectory(server) + " user=custos_super dbname=custos").c_str()),
           &PQfinish}}) {
    if (PQstatus(impl_->link.get()) != CONNECTION_OK)
        throw std::runtime_error("no superuser beside the demo");
}

Superuser::~Superuser() = default;

std::vector<Superuser::Row> Superuser::rows(const std::string& statement,
                                            const std::vector<std::string>& parameters) const {
    std::vector<const char*> values;
    for (const auto& parameter : parameters)
        values.push_back(parameter.c_str());
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(
        PQexecParams(impl_->link.get(), statement.c_str(), int(values.size()), nullptr, values.data(),
                     nullptr, nullptr, 0),
        &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQresultErrorMessage(answer.get()));
    std::vector<Row> all;
    for (int i = 0; i < PQntuples(answer.get()); ++i) {
        Row row;
        for (int column = 0; column < PQnfields(answer.get()); ++column)
            row.emplace_back(PQgetvalue(answer.get(), i, column));
        all.push_back(std::move(row));
    }
    return all;
}

std::string Superuser::value(const std::string& statement, const std::vector<std::string>& parameters) const {
    const auto found = rows(statement, parameters);
    return found.empty() ? std::string() : found.front().front();
}

} // namespace custos::testing
