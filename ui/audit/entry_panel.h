#pragma once

#include "models/audit/audit_proof.h"
#include "models/audit/audit_table.h"
#include "ui/widgets/surface.h"

class QGridLayout;

namespace custos::ui {

class Button;
class Chip;
class CloseButton;
class ProofPath;
class Text;

/// One entry: what its sealed bytes say, and how far it is proven here.
class EntryPanel final : public Surface {
    Q_OBJECT
public:
    static constexpr int width = 348;
    static constexpr int narrowWidth = 320;

    /// Both outlive the panel.
    EntryPanel(const AuditTable& table, const AuditProof& proof, QWidget* parent = nullptr);

    void showEntry(const AuditRecord& record);
    /// Reads the finding again.
    void refreshProof();
    void focusFirst();
    /// Over the page, whose way back stands above it, it needs none of its own.
    void setOver(bool over);
    [[nodiscard]] quint64 entry() const { return record_.index; }

Q_SIGNALS:
    void closed();
    void saveRequested();
    void proveAgainRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeProof();
    QWidget* makeFooter();
    void addFact(const QString& label, const QString& value, bool mono = false);
    void showFacts(const ledger::EntryFields& fields);
    void showProven(const ProvenEntry& proven);
    void showUnproven();

    const AuditTable& table_;
    const AuditProof& proof_;
    AuditRecord record_{};
    Text* title_;
    CloseButton* close_ = nullptr;
    Text* place_;
    QGridLayout* facts_;
    Chip* state_;
    Text* hash_;
    QWidget* way_;
    Text* headLabel_;
    Text* head_;
    Text* steps_;
    ProofPath* path_;
    Text* signed_;
    Text* why_;
    Button* save_;
    Button* again_;
    QWidget* footer_ = nullptr;
};

} // namespace custos::ui
