#pragma once

#include "models/domain/enrolment.h"
#include "ui/widgets/gate.h"

class QCheckBox;
class QGridLayout;

namespace custos::ui {

class Button;
class Notice;
class SetupStep;
class Surface;
class Text;

/// Enrolling this computer: a file is opened, its issuer and the 16 groups of its fingerprint are
/// shown, and a person says that they match the paper. Until then nothing is stored and nothing is
/// sent. A file that is damaged, too old or of another practice offers no way on but another file.
class FirstRunScreen : public Gate {
    Q_OBJECT

public:
    explicit FirstRunScreen(QWidget* parent = nullptr);

    void showOffer(const EnrolmentOffer& offer);
    void showFailure(EnrolmentFailure failure, const QString& fileName);

Q_SIGNALS:
    void fileChosen(const QString& path);
    /// The person has compared the fingerprint of the offer on the screen.
    void accepted();
    void cancelled();

private:
    void fillFileStep();
    void fillIssuerStep();
    [[nodiscard]] QWidget* newServerStep();
    [[nodiscard]] QWidget* newFoot();
    void chooseFile();
    void offerAnother();
    void showFingerprint(const QStringList& groups);

    SetupStep* fileStep_;
    SetupStep* issuerStep_;
    Surface* fileBox_;
    Text* fileName_;
    Text* fileFacts_;
    Button* open_;
    Notice* notice_;
    QWidget* trustPart_; ///< all that needs a good file
    Text* practice_;
    Text* issuedBy_;
    Text* issuedFor_;
    Text* server_;
    QGridLayout* groups_;
    Surface* groupsBox_;
    QCheckBox* match_;
    Button* continue_;
};

} // namespace custos::ui
