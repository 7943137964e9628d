#pragma once

#include <QAbstractButton>
#include <QButtonGroup>

class QRadioButton;
class QVBoxLayout;

namespace custos::ui {

/// One value out of several, as radio buttons in whatever layouts they are put into; the empty value, added
/// first, narrows nothing.
class ChoiceGroup final : public QButtonGroup {
    Q_OBJECT
public:
    explicit ChoiceGroup(QObject* parent = nullptr);

    QRadioButton* add(QVBoxLayout& rows, const QString& text, const QString& value, bool checked = false);
    [[nodiscard]] QString value() const;
    void reset();

Q_SIGNALS:
    /// By the person, whatever they used: assistive technology checks a button without clicking it.
    void chosen();
};

} // namespace custos::ui
