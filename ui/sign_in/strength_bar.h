#pragma once

#include "models/domain/password_strength.h"

#include <QWidget>

namespace custos::ui {

/// How hard a new password is to guess, as four parts of a bar, of which more are filled the harder it is.
/// What they mean is said in words beside it.
class StrengthBar : public QWidget {
    Q_OBJECT

public:
    explicit StrengthBar(QWidget* parent = nullptr);

    void setStrength(PasswordStrength strength);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PasswordStrength strength_ = PasswordStrength::TooShort;
};

[[nodiscard]] QString strengthText(PasswordStrength strength);

} // namespace custos::ui
