#pragma once

#include "models/domain/session.h"
#include "ui/widgets/gate.h"

namespace custos {
struct Problem;
}

namespace custos::ui {

class Button;
class Field;
class Notice;
class Text;

/// The way in of somebody new: the one-time invitation, then a password of their own. The second
/// factor follows on TotpEnrolmentScreen, and only then is anything accepted.
class InvitationScreen : public Gate {
    Q_OBJECT

public:
    static constexpr int shortestPassword = 8;

    explicit InvitationScreen(const QString& practiceName, QWidget* parent = nullptr);

    void setBusy();
    /// The invitation is good: asks for the password.
    void askPassword(const InvitationOffer& offer);
    void showProblem(const Problem& problem);

Q_SIGNALS:
    void invitationEntered(const QString& invitation);
    /// Whoever hears it is the only one left with the password.
    void passwordChosen(const QString& password);
    void backRequested();

private:
    void setUpFields();
    void submit();
    void choose();
    void setIdle();

    Text* title_;
    Text* subtitle_;
    QWidget* noticeBox_;
    Notice* notice_;
    Field* invitation_;
    Field* password_;
    Field* again_;
    Button* continue_;
    bool asksPassword_ = false;
};

} // namespace custos::ui
