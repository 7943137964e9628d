#pragma once

#include "models/audit/audit_finding.h"

#include <QWidget>

namespace custos::ui {

struct FindingWords;

/// What this computer has proven, in the title: green for what was computed here and nothing else.
class ProofBadge final : public QWidget {
    Q_OBJECT
    Q_PROPERTY(QString text READ text)

public:
    explicit ProofBadge(QWidget* parent = nullptr);

    /// `now` in the practice's zone.
    void setFinding(const AuditFinding& finding, const QDateTime& now);
    [[nodiscard]] QString text() const { return headline_; }
    [[nodiscard]] bool isGreen() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int textWidth(const QString& text, bool strong) const;

    int tone_;
    QString headline_;
    QString detail_;
};

} // namespace custos::ui
