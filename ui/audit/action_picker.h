#pragma once

#include "models/audit/audit_table.h"

#include <QWidget>

class QRadioButton;
class QVBoxLayout;

namespace custos::ui {

class ChoiceGroup;
class FoldButton;

/// One kind of act out of all that the trail knows. They stand in groups, which are folded: a group opens by
/// its heading, or because what is typed is found in it. What is chosen is never folded away.
class ActionPicker final : public QWidget {
    Q_OBJECT
public:
    explicit ActionPicker(QWidget* parent = nullptr);

    /// Stable name of ledger/action.h; empty: any.
    [[nodiscard]] QString action() const;
    void reset();
    /// Shows those whose words, or whose group's, contain it; all groups, folded, for nothing.
    void narrow(const QString& text);
    /// How many choices stand open.
    [[nodiscard]] int shown() const;

Q_SIGNALS:
    void picked();

private:
    struct Group {
        FoldButton* heading;
        QList<QRadioButton*> choices;
    };
    Group& groupOf(ledger::Action action);
    void refresh(const Group& group);
    [[nodiscard]] bool matches(const Group& group, const QRadioButton& choice) const;

    QVBoxLayout* rows_;
    ChoiceGroup* choices_;
    QList<Group> groups_;
    QString text_;
};

/// "Patients": what kinds of act are grouped by, which is the range of their numbers.
[[nodiscard]] QString actionGroupText(ledger::Action action);

} // namespace custos::ui
