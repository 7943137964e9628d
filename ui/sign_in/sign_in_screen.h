#pragma once

#include "ui/widgets/gate.h"

namespace custos {
struct Problem;
}

namespace custos::ui {

class Button;
class Field;
class Notice;
class Text;

/// Username and password. Says what was refused in words that reveal nothing about the account, and
/// offers no way on when the server is not the pinned one.
class SignInScreen : public Gate {
    Q_OBJECT

public:
    explicit SignInScreen(const QString& practiceName, QWidget* parent = nullptr);

    void setUsername(const QString& username);
    void setBusy();
    /// What came of the last attempt. Empties the password and gives it focus.
    void showProblem(const Problem& problem);
    /// A sentence without blame, as after a session that ended by itself.
    void showInformation(const QString& title, const QString& sentence);

Q_SIGNALS:
    /// Whoever hears it is the only one left with the password.
    void signInRequested(const QString& username, const QString& password);
    void invitationRequested();
    void otherEnrolmentRequested();

private:
    void fillFoot();
    void submit();
    void setIdle();

    QWidget* noticeBox_; ///< the notice and the gap below it
    Notice* notice_;
    Field* username_;
    Field* password_;
    Button* signIn_;
    Text* hint_;
};

/// The sentence for what a sign-in step was refused for, title first.
struct Refusal {
    QString title;
    QString sentence;
    bool hopeless = false; ///< trying again is of no use: stop offering it
};
[[nodiscard]] Refusal signInRefusal(const Problem& problem);
/// The same where a code from the authenticator was shown.
[[nodiscard]] Refusal codeRefusal(const Problem& problem);

} // namespace custos::ui
