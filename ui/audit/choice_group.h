#pragma once

#include <QButtonGroup>

class QRadioButton;
class QVBoxLayout;

namespace custos::ui {

/// One value out of several, as radio buttons in whatever layouts they are put into; the empty value, added
/// first, narrows nothing.
class ChoiceGroup final : public QButtonGroup {
    Q_OBJECT
public:
    using QButtonGroup::QButtonGroup;

    QRadioButton* add(QVBoxLayout& rows, const QString& text, const QString& value);
    [[nodiscard]] QString value() const;
    void reset() { buttons().first()->setChecked(true); }
};

} // namespace custos::ui
