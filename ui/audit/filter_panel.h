#pragma once

#include "models/ports/audit_gateway.h"
#include "ui/widgets/surface.h"

class QVBoxLayout;

namespace custos::ui {

class ActionPicker;
class ChoiceGroup;
class LineEdit;

/// What the list is narrowed to: one outcome, one kind of act, one person. The server filters.
class FilterPanel final : public Surface {
    Q_OBJECT
public:
    explicit FilterPanel(QWidget* parent = nullptr);

    /// People met so far; keeps the choice.
    void setPeople(const QHash<UserId, QString>& people);
    [[nodiscard]] const AuditFilter& filter() const { return filter_; }
    /// To the field that narrows the choices.
    void focusField();
    void clear();

Q_SIGNALS:
    void filterChanged(const custos::AuditFilter& filter);
    void left(); ///< Esc in the field.

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QVBoxLayout* addSection(QVBoxLayout& column, const QString& title);
    void listOutcomes(QVBoxLayout& rows);
    void narrow(const QString& text);
    /// Gives how many match.
    int narrowPeople(const QString& text);
    void take();

    LineEdit* field_;
    ChoiceGroup* outcome_;
    ActionPicker* action_;
    ChoiceGroup* person_;
    QVBoxLayout* people_;
    AuditFilter filter_;
};

} // namespace custos::ui
