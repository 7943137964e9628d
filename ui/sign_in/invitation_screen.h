#pragma once

#include "models/domain/session.h"
#include "ui/widgets/gate.h"

class QTimer;

namespace custos {
struct Problem;
}

namespace custos::ui {

class Button;
class Field;
class Notice;
class StrengthBar;
class Text;

/// The way in of somebody new: the one-time invitation, then a password of their own. The second
/// factor follows on TotpEnrolmentScreen, and only then is anything accepted.
class InvitationScreen : public Gate {
    Q_OBJECT

public:
    /// The code is the practice's, by which it is known to those who guess passwords.
    InvitationScreen(const QString& practiceName, const QString& practiceCode, QWidget* parent = nullptr);

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
    void showStrength();

    Text* title_;
    Text* subtitle_;
    QWidget* noticeBox_;
    Notice* notice_;
    Field* invitation_;
    Field* password_;
    StrengthBar* strength_;
    Field* again_;
    Button* continue_;
    QTimer* rest_;      ///< Of the hands: what is judged is said when they pause.
    QStringList known_; ///< What a guesser knows of this person.
    bool asksPassword_ = false;
};

} // namespace custos::ui
