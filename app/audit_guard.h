#pragma once

#include "models/audit/audit_proof.h"

#include <QPointer>

namespace custos::ui {
class Banner;
class Workspace;
} // namespace custos::ui

namespace custos::app {

struct ServerLink;
struct Vault;

/// Keeps an eye on the practice's log for whoever is signed in: every answer's receipt has to turn up in it,
/// and every checkpoint has to continue what this computer remembers. An alarm is said on every page, also to
/// those who may not read the trail; that somebody has to be told is not a secret.
class AuditGuard : public QObject {
    Q_OBJECT
public:
    AuditGuard(const ledger::LedgerIdentity& log, ServerLink& link, Vault& vault, const Clock& clock);

    [[nodiscard]] AuditProof& proof() { return proof_; }
    [[nodiscard]] const AuditProof& proof() const { return proof_; }
    /// Checks while this is shown; nothing is asked at lock.
    void watch(ui::Workspace* workspace);
    void rest();

private:
    void showAlarm();

    AuditProof proof_;
    QPointer<ui::Workspace> workspace_;
    QPointer<ui::Banner> banner_;
};

} // namespace custos::app
