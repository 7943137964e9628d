#include "app/audit_guard.h"

#include "app/server_link.h"
#include "app/vault/vault.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"

namespace custos::app {
AuditGuard::AuditGuard(const ledger::LedgerIdentity& log, ServerLink& link, Vault& vault, const Clock& clock)
    : proof_({link.audit, vault.checkpoints, clock, log}) {
    connect(&link.api, &ApiClient::receiptGiven, &proof_, &AuditProof::expectReceipt);
    connect(&proof_, &AuditProof::findingChanged, this, &AuditGuard::showAlarm);
}

void AuditGuard::watch(ui::Workspace* workspace) {
    workspace_ = workspace;
    proof_.start();
    showAlarm();
}

void AuditGuard::rest() {
    proof_.stop();
    proof_.setShown({}, true);
    workspace_ = nullptr;
}

void AuditGuard::showAlarm() {
    if (!workspace_)
        return;
    if (banner_ && !proof_.alarm())
        workspace_->removeBanner(banner_);
    else if (!banner_ && proof_.alarm()) {
        banner_ =
            new ui::Banner(ui::Tone::Bad, ui::Icon::Warn,
                           tr("The audit trail does not match what this computer has seen before. Nothing "
                              "is deleted. Tell an owner of your practice now."));
        workspace_->addBanner(banner_);
    }
}

} // namespace custos::app
