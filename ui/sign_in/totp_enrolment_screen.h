#pragma once

#include "models/domain/session.h"
#include "ui/widgets/gate.h"

namespace custos {
struct Problem;
}

namespace custos::ui {

class Button;
class CodeEntry;
class Notice;
class RecoveryCodes;
class SetupStep;
class Text;

/// The first set-up of the second factor: scan or type the key, prove it by a code, keep the recovery
/// codes. The seed lives in this screen only and goes with it.
class TotpEnrolmentScreen : public Gate {
    Q_OBJECT

public:
    explicit TotpEnrolmentScreen(const InvitationOffer& offer, QWidget* parent = nullptr);
    ~TotpEnrolmentScreen() override;

    void setBusy();
    void showProblem(const Problem& problem);
    /// The code was right: shows the codes once, and only now lets the person finish.
    void showRecoveryCodes(const QStringList& codes);

Q_SIGNALS:
    void codeEntered(const QString& code);
    void cancelled();
    /// The recovery codes were shown and the person is done with them.
    void finished();

private:
    [[nodiscard]] QWidget* newHead() const;
    void fillScanStep();
    [[nodiscard]] QWidget* newCodeColumn();
    [[nodiscard]] QWidget* newRecoveryStep();
    [[nodiscard]] QWidget* newFoot();

    InvitationOffer offer_;
    QStringList codes_;
    SetupStep* scanStep_;
    SetupStep* codeStep_;
    CodeEntry* code_;
    Notice* notice_;
    RecoveryCodes* recovery_;
    Text* recoveryHint_;
    Button* print_;
    Button* cancel_;
    Button* finish_;
};

/// The key of an otpauth URI in groups of four, four to a line, to be typed by hand.
[[nodiscard]] QString manualKey(const QString& totpUri);

} // namespace custos::ui
