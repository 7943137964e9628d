#pragma once

#include "models/ports/audit_gateway.h"
#include "ui/widgets/surface.h"

class QButtonGroup;
class QRadioButton;
class QVBoxLayout;

namespace custos::ui {

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
    struct Section {
        QWidget* title;
        QVBoxLayout* rows;
        QButtonGroup* group;
    };
    Section addSection(QVBoxLayout& column, const QString& title);
    QRadioButton* addChoice(Section& section, const QString& text, const QString& value);
    void listOutcomes();
    void listActions();
    void narrow(const QString& text);
    void take();

    LineEdit* field_;
    Section outcome_;
    Section action_;
    Section person_;
    AuditFilter filter_;
};

} // namespace custos::ui
