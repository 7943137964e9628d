#pragma once

#include "ui/widgets/dialog.h"

namespace custos {
struct Problem;
}

namespace custos::ui {

class Button;
class CodeEntry;
class Notice;

/// Says why no more patients open, and asks for a code from the authenticator app, which lets its person go
/// on. Leaving it leaves the block where it is.
class OpeningBlockDialog final : public Dialog {
    Q_OBJECT

public:
    explicit OpeningBlockDialog(QWidget& host);

    void showProblem(const Problem& problem);

Q_SIGNALS:
    void codeEntered(const QString& code);

private:
    void submit();

    Notice* notice_;
    CodeEntry* code_;
    Button* continue_;
};

} // namespace custos::ui
