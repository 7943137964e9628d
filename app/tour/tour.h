#pragma once

#include "models/domain/enrolment.h"

#include <QJsonArray>
#include <QObject>
#include <QTimer>

#include <functional>

class QProcess;

namespace custos::ui {
class CustosStyle;
class Dialog;
class MainWindow;
class Workspace;
enum class Scheme;
} // namespace custos::ui

namespace custos::app {

class PracticeDesk;
class Relay;

/// Walks the running client through its screens against a demo server and leaves a picture of each, light and
/// dark, named `NN-name-light.png`. The screens are the real ones with the real server's data; three are
/// shown without their cause (setting up an authenticator, the audit trail refusing entries, and the block
/// after too many openings), which no walk could bring about and take back. Ends the program: 0 when every
/// picture was taken, 1 otherwise.
class Tour : public QObject {
    Q_OBJECT
public:
    struct Stage {
        ui::MainWindow& window;
        ui::CustosStyle& style;
        std::function<PracticeDesk*()> desk; ///< Null before enrolment.
    };

    Tour(Stage stage, QString directory, QString readyFile, QObject* parent = nullptr);
    ~Tour() override;

    /// False where the ready file cannot be read or the pictures have no place.
    [[nodiscard]] bool begin();
    [[nodiscard]] QString enrolmentFile() const { return enrolmentFile_; }
    /// The enrolment with the tour's own relay as its address.
    [[nodiscard]] Enrolment through(Enrolment enrolment);

private:
    struct Account {
        QString username;
        QString password;
    };
    struct Step {
        QString picture; ///< Empty: a step without one.
        std::function<void()> act;
        std::function<bool()> ready;
    };

    void plan();
    void planSignIn();
    void planWork();
    void planInterruptions();
    void planOwner();
    void signIn(const char* role);
    void answerCode();
    void add(const char* picture, std::function<void()> act, std::function<bool()> ready);
    void next();
    void check();
    void takePictures();
    void paint(ui::Scheme scheme);
    void grab(const char* scheme);
    void fail(const QString& why);
    [[nodiscard]] std::optional<Account> account(const char* role) const;
    [[nodiscard]] bool shows(const char* className) const;
    [[nodiscard]] ui::Workspace* workspace() const;
    [[nodiscard]] ui::Dialog* dialog() const;
    [[nodiscard]] bool scheduleIsThere() const;
    [[nodiscard]] bool isProven() const;
    void click(const QString& label);

    const Stage stage_;
    const QString directory_;
    const QString readyFile_;
    QString enrolmentFile_;
    QJsonArray accounts_;
    Account current_;
    QList<Step> steps_;
    qsizetype at_ = -1;
    int polls_ = 0;
    QTimer poll_;
    Relay* relay_ = nullptr;
};

} // namespace custos::app
