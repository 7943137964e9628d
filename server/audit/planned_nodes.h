#pragma once

#include "ledger/tree.h"

namespace custos::audit {

/// Notes which nodes a computation takes, so that they can be read from wherever they lie; what it answers
/// must not be looked at. Works because the ledger asks once.
class AskedNodes final : public ledger::NodeStore {
public:
    [[nodiscard]] Result<std::vector<ledger::Hash>, ledger::TreeError>
    read(std::span<const ledger::NodeId> ids) const override;

    [[nodiscard]] const std::vector<ledger::NodeId>& ids() const { return ids_; }

private:
    mutable std::vector<ledger::NodeId> ids_;
};

/// Answers that one question with hashes in the order of `ids()`. NodeMissing when their number differs.
/// Looks at the hashes as long as it lives.
class AnsweredNodes final : public ledger::NodeStore {
public:
    explicit AnsweredNodes(std::span<const ledger::Hash> hashes)
        : hashes_(hashes) {}

    [[nodiscard]] Result<std::vector<ledger::Hash>, ledger::TreeError>
    read(std::span<const ledger::NodeId> ids) const override;

private:
    std::span<const ledger::Hash> hashes_;
};

} // namespace custos::audit
