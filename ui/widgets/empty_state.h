#pragma once

#include "ui/theme/icons.h"

#include <QWidget>

namespace custos::ui {

class Button;

/// What is empty, why that is fine, and at most one act.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    EmptyState(Icon icon, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    /// Adds the one act and returns its button, for its key cap.
    Button* setAct(const QString& words);

Q_SIGNALS:
    void acted();
};

} // namespace custos::ui
