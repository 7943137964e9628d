#include "tests/support/database.h"

#include <csignal>
#include <cstdio>
#include <libpq-fe.h>
#include <memory>

namespace custos::testing {

namespace {

using Link = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

Link connect(const std::string& conninfo) {
    Link link(PQconnectdb(conninfo.c_str()), &PQfinish);
    if (PQstatus(link.get()) != CONNECTION_OK)
        throw std::runtime_error("no connection to the test's database");
    return link;
}

std::string rowsOf(const PGresult* result) {
    std::string text;
    for (int row = 0; row < PQntuples(result); ++row)
        for (int column = 0; column < PQnfields(result); ++column)
            text +=
                std::string(PQgetvalue(result, row, column)) + (column + 1 < PQnfields(result) ? "|" : "\n");
    return text;
}

/// Sends one message and gives the SQLSTATE that it ended with.
std::string send(PGconn* link, const std::string& sql, std::string* rows) {
    if (!PQsendQuery(link, sql.c_str()))
        return "08006";
    std::string state = "00000";
    while (const auto answer = Answer(PQgetResult(link), &PQclear)) {
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_FATAL_ERROR) {
            const char* field = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
            state = field ? field : "08006";
        } else if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
            return "COPY";
        } else if (rows) {
            *rows += rowsOf(answer.get());
        }
    }
    return state;
}

embedded::EmbeddedPostgres start(const std::filesystem::path& directory) {
    auto started = embedded::EmbeddedPostgres::start({directory});
    if (!started)
        throw std::runtime_error(std::string("no database for the test: ") +
                                 embedded::code(started.error().error) + ' ' + started.error().detail);
    return std::move(*started);
}

} // namespace

Database::Database()
    : postgres_(start(directory_.path())) {}

db::Connection Database::open(db::Duty duty) const {
    auto connection = db::Connection::open(conninfo(duty));
    if (!connection)
        throw std::runtime_error("no connection as " + std::string(db::roleOf(duty)));
    return std::move(*connection);
}

db::Connection Database::openSuperuser() const {
    // by a statement: Connection has the last word about options
    static constexpr db::Query pastTriggers("past_triggers", "set session_replication_role = replica");
    // and so has a machine that is busy with other tests: what only prepares an attack may take its time
    static constexpr db::Query patient("patient", "set statement_timeout = '60s'");
    auto connection = db::Connection::open(postgres_.adminConninfo() + " dbname=custos", superuserPatience);
    if (!connection)
        throw std::runtime_error("no connection as superuser");
    auto work = connection->begin(superuserPatience);
    work.run(pastTriggers);
    work.run(patient);
    if (!work.commit())
        throw std::runtime_error("no superuser");
    return std::move(*connection);
}

std::string Database::superuser(const std::string& sql) const {
    const Link link = connect(postgres_.adminConninfo() + " dbname=custos");
    const Answer answer(PQexec(link.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQresultErrorMessage(answer.get()));
    return rowsOf(answer.get());
}

std::string Database::inject(db::Duty duty, const std::string& sql, std::string* rows) const {
    return inject(duty, std::vector<std::string>{sql}, rows);
}

std::string Database::inject(db::Duty duty, const std::vector<std::string>& statements,
                             std::string* rows) const {
    const Link link = connect(conninfo(duty));
    PQsetNoticeReceiver(
        link.get(), [](void*, const PGresult*) {}, nullptr);
    for (const std::string& sql : statements)
        if (const std::string state = send(link.get(), sql, rows); state != "00000")
            return state;
    return "00000";
}

std::string Database::complaint(db::Duty duty, const std::string& sql) const {
    const Link link = connect(conninfo(duty));
    PQsetErrorVerbosity(link.get(), PQERRORS_VERBOSE);
    PQsetErrorContextVisibility(link.get(), PQSHOW_CONTEXT_ALWAYS);
    const Answer answer(PQexec(link.get(), sql.c_str()), &PQclear);
    return PQresultErrorMessage(answer.get());
}

std::string Database::copyOut(db::Duty duty, const std::vector<std::string>& statements) const {
    const Link link = connect(conninfo(duty));
    std::string lines;
    for (const std::string& sql : statements) {
        const Answer answer(PQexec(link.get(), sql.c_str()), &PQclear);
        char* line = nullptr;
        while (PQresultStatus(answer.get()) == PGRES_COPY_OUT && PQgetCopyData(link.get(), &line, 0) > 0) {
            lines += line;
            PQfreemem(line);
        }
        while (PQresultStatus(answer.get()) == PGRES_COPY_OUT && Answer(PQgetResult(link.get()), &PQclear)) {
        }
    }
    return lines;
}

std::string Database::dump() const {
    const std::string program =
        "/usr/lib/postgresql/" +
        superuser("select current_setting('server_version_num')::int / 10000").substr(0, 2) + "/bin/pg_dump";
    const std::string command = program + " -d '" + postgres_.adminConninfo() + " dbname=custos'";
    const std::unique_ptr<FILE, decltype(&pclose)> pipe(::popen(command.c_str(), "r"), &pclose);
    if (!pipe)
        throw std::runtime_error("no pg_dump");
    std::string text;
    char piece[65536];
    for (std::size_t got = 0; (got = ::fread(piece, 1, sizeof(piece), pipe.get())) > 0;)
        text.append(piece, got);
    if (text.find("PostgreSQL database dump complete") == std::string::npos)
        throw std::runtime_error("pg_dump did not finish");
    return text;
}

void Database::crash() {
    kill(postgres_.postmaster(), SIGKILL);
    while (postgres_.isRunning()) {
    }
    if (!postgres_.restart())
        throw std::runtime_error("the database did not come back");
}

} // namespace custos::testing
