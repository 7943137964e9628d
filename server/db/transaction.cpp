#include "server/db/transaction.h"

#include "server/db/pq.h"
#include "server/db/queries.h"

#include <algorithm>
#include <deque>

namespace custos::db {

namespace {

/// How much longer than the server we wait before we take it that the line is dead.
constexpr std::chrono::milliseconds grace{1000};

} // namespace

struct Transaction::State {
    /// One thing that was sent and whose answer is still to come.
    struct Expected {
        std::string preparing;             ///< name of the statement being prepared; else empty
        std::optional<std::size_t> ticket; ///< whose rows these will be
    };

    State(Connection::Impl& connection, std::chrono::milliseconds limit)
        : link(connection)
        , deadline(std::chrono::steady_clock::now() + limit + grace) {}

    void fail(const DbError& error) {
        if (!failure)
            failure = error;
    }
    void breakLine() {
        link.broken = true;
        fail(unavailable());
    }
    bool enterPipeline();
    void prepare(const Query& query, const std::vector<Param>& params);
    void send(const Query& query, const std::vector<Param>& params);
    void receive(const Expected& expected);
    void receiveAll();
    void awaitSync();
    void endPipeline();
    [[nodiscard]] Result<void, DbError> outcome() const;

    Connection::Impl& link;
    Deadline deadline;
    std::deque<Expected> expected;
    std::vector<std::optional<Rows>> answers;
    std::optional<DbError> failure;
    bool open = false;     ///< in pipeline mode
    bool finished = false; ///< committed or rolled back
};

bool Transaction::State::enterPipeline() {
    if (open)
        return true;
    if (link.broken || !PQenterPipelineMode(link.pg)) {
        breakLine();
        return false;
    }
    open = true;
    return true;
}

void Transaction::State::prepare(const Query& query, const std::vector<Param>& params) {
    const bool underWay = std::any_of(expected.begin(), expected.end(),
                                      [&](const Expected& entry) { return entry.preparing == query.name(); });
    if (underWay || link.prepared.contains(query.name()))
        return;
    std::vector<Oid> types;
    std::transform(params.begin(), params.end(), std::back_inserter(types),
                   [](const Param& param) { return Oid(param.type()); });
    if (!PQsendPrepare(link.pg, std::string(query.name()).c_str(), query.sql(), int(types.size()),
                       types.data()))
        return breakLine();
    expected.push_back({std::string(query.name()), std::nullopt});
}

void Transaction::State::send(const Query& query, const std::vector<Param>& params) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    const std::vector<int> formats(params.size(), 1);
    for (const Param& param : params) {
        values.push_back(param.isNull() ? nullptr : param.bytes().data());
        lengths.push_back(int(param.bytes().size()));
    }
    if (!PQsendQueryPrepared(link.pg, std::string(query.name()).c_str(), int(params.size()), values.data(),
                             lengths.data(), formats.data(), 1))
        breakLine();
}

void Transaction::State::receive(const Expected& waited) {
    auto result = link.next(deadline);
    if (!result)
        return breakLine();
    switch (PQresultStatus(resultOf(result))) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        if (!waited.preparing.empty())
            link.prepared.insert(waited.preparing);
        else if (waited.ticket)
            answers[*waited.ticket].emplace(std::move(result));
        break;
    case PGRES_PIPELINE_ABORTED:
        break; // what went wrong came before
    default:
        const DbError error = errorOf(resultOf(result));
        // invalid or duplicate name of a prepared statement: somebody else has been at this session's
        if (error.state() == "26000" || error.state() == "42P05")
            link.estranged = true;
        fail(error);
    }
    if (link.next(deadline))
        breakLine(); // a statement of ours has one result
}

void Transaction::State::receiveAll() {
    while (!expected.empty() && !link.broken) {
        receive(expected.front());
        expected.pop_front();
    }
}

void Transaction::State::awaitSync() {
    const auto result = link.next(deadline);
    if (!result || PQresultStatus(resultOf(result)) != PGRES_PIPELINE_SYNC)
        breakLine();
}

void Transaction::State::endPipeline() {
    finished = true;
    if (!link.broken && open && !PQexitPipelineMode(link.pg))
        breakLine();
    open = false;
}

Result<void, DbError> Transaction::State::outcome() const {
    if (failure)
        return unexpected(*failure);
    return {};
}

Transaction::Transaction(Connection& connection, std::chrono::milliseconds limit)
    : state_(std::make_unique<State>(*connection.impl_, limit)) {}

Transaction::Transaction(Transaction&&) noexcept = default;

Transaction::~Transaction() {
    if (!state_ || state_->finished || !state_->open)
        return;
    // The sync that ends the pipeline would commit; an explicit rollback before it ends the implicit
    // transaction the other way. After an error everything is rolled back already and this is skipped as
    // aborted.
    if (!state_->link.broken) {
        queue(queries::rollback, {});
        if (PQpipelineSync(state_->link.pg)) {
            state_->receiveAll();
            if (!state_->link.broken)
                state_->awaitSync();
        } else {
            state_->breakLine();
        }
    }
    state_->endPipeline();
}

Transaction::Ticket Transaction::enter(ledger::ByteView token) {
    return run(queries::enter, token);
}

Transaction::Ticket Transaction::enterKey(ledger::ByteView key) {
    return run(queries::enter_key, key);
}

Transaction::Ticket Transaction::enterService(const ledger::Uuid& tenant, std::string_view purpose) {
    return run(queries::enter_service, tenant, purpose);
}

Transaction::Ticket Transaction::queue(const Query& query, const std::vector<Param>& params) {
    const Ticket ticket{state_->answers.size()};
    state_->answers.emplace_back();
    if (state_->finished || !state_->enterPipeline())
        return ticket;
    state_->prepare(query, params);
    if (!state_->link.broken)
        state_->send(query, params);
    if (!state_->link.broken)
        state_->expected.push_back({{}, ticket.index});
    return ticket;
}

Result<void, DbError> Transaction::flush() {
    if (state_->open && !state_->link.broken) {
        if (!PQsendFlushRequest(state_->link.pg))
            state_->breakLine();
        state_->receiveAll();
    }
    return state_->outcome();
}

Result<void, DbError> Transaction::commit() {
    if (state_->finished)
        return state_->outcome();
    if (state_->open && !state_->link.broken) {
        if (PQpipelineSync(state_->link.pg)) {
            state_->receiveAll();
            if (!state_->link.broken)
                state_->awaitSync();
        } else {
            state_->breakLine();
        }
    }
    state_->endPipeline();
    return state_->outcome();
}

Rows Transaction::take(Ticket ticket) {
    if (ticket.index >= state_->answers.size() || !state_->answers[ticket.index])
        throw ShapeError("no answer to take");
    Rows rows = std::move(*state_->answers[ticket.index]);
    state_->answers[ticket.index].reset();
    return rows;
}

} // namespace custos::db
