#pragma once

#include "models/audit/audit_proof.h"
#include "models/audit/audit_table.h"
#include "models/domain/session.h"
#include "ui/shell/page.h"

#include <QWidget>

class QStackedWidget;

namespace custos::ui {

class AlarmStrip;
class AuditView;
class EmptyState;
class EntryPanel;
class FilterPanel;
class ProofBadge;
class SidePanel;
class Text;
class Workspace;

/// The audit trail: a badge that says what this computer has proven, the entries, the chosen one beside them.
/// Everything it is built from outlives it.
class AuditPage final : public QWidget {
    Q_OBJECT
public:
    struct Sources {
        AuditGateway& gateway;
        AuditProof& proof; ///< Lives as long as the session and hears its receipts; the page starts it.
        const Clock& clock;
    };

    AuditPage(const Sources& sources, const Session& session, Workspace& shell, QWidget* parent = nullptr);
    ~AuditPage() override;

    /// What the shell shows of it. Call once.
    [[nodiscard]] Page page();

    [[nodiscard]] AuditView& view() { return *view_; }
    [[nodiscard]] AuditTable& table() { return *table_; }
    /// Writes the files of a bundle into a new directory and says how it went.
    void save(const QString& directory, const QList<CheckpointStore::EvidenceFile>& files);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeToolbar();
    void connectParts();
    void bindKeys();
    void showRecords();
    void showState();
    void showFailure();
    void showFinding();
    void choose(std::optional<quint64> index);
    void showPanel();
    void closePanel();
    void askWhereToSave(const QString& name, const QList<CheckpointStore::EvidenceFile>& files);
    void goToNewest();

    Sources sources_;
    QTimeZone zone_;
    Workspace& shell_;
    AuditTable* table_;
    ProofBadge* badge_;
    QWidget* title_;
    FilterPanel* filters_;
    AlarmStrip* alarm_;
    AuditView* view_;
    EntryPanel* panel_;
    SidePanel* side_;
    QWidget* body_;
    Text* count_ = nullptr;
    Text* countNote_ = nullptr;
    QStackedWidget* main_;
    EmptyState* nothing_;
    QWidget* failed_;
    std::optional<quint64> chosen_;
    bool panelOpen_ = false;
    bool oneColumn_ = false;
    bool begun_ = false;
    bool toNewest_ = false; ///< Once they have come.
};

} // namespace custos::ui
