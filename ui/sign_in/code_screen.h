#pragma once

#include "ui/widgets/gate.h"

class QAbstractButton;
class QTimer;

namespace custos {
class Clock;
struct Problem;
} // namespace custos

namespace custos::ui {

class Button;
class CodeEntry;
class CountdownRing;
class Field;
class Notice;
class Text;

/// The second factor: six digits, or a recovery code. The sixth digit sends.
class CodeScreen : public Gate {
    Q_OBJECT

public:
    /// `clock` is asked for the ring only; the server alone decides what a code is worth.
    CodeScreen(const QString& practiceName, const QString& username, const Clock& clock,
               QWidget* parent = nullptr);

    void setBusy();
    void showProblem(const Problem& problem);

Q_SIGNALS:
    void codeEntered(const QString& code);
    void recoveryCodeEntered(const QString& code);
    void backRequested();

private:
    void fillCodePart();
    void wire(QAbstractButton& back);
    void useRecovery(bool recovery);
    void submit();
    void showTime();
    void setIdle();

    const Clock& clock_;
    Text* title_;
    Text* subtitle_;
    QWidget* noticeBox_;
    Notice* notice_;
    QWidget* codePart_;
    CodeEntry* code_;
    CountdownRing* ring_;
    Text* changes_;
    Field* recovery_;
    Button* continue_;
    Button* other_;
    QTimer* tick_;
    QString username_;
    bool recoveryShown_ = false;
};

} // namespace custos::ui
