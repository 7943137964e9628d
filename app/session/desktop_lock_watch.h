#pragma once

#include <QObject>

#include <memory>
#include <vector>

class QDBusAbstractInterface;

namespace custos::app {

/// Hears from the desktop that the screen was locked or the computer goes to sleep: logind's
/// PrepareForSleep and Lock on the system bus, ScreenSaver's ActiveChanged on the session bus. Where a bus or
/// a service is missing it hears nothing from it; the idle clock does not depend on any of them.
class DesktopLockWatch : public QObject {
    Q_OBJECT
public:
    explicit DesktopLockWatch(QObject* parent = nullptr);
    ~DesktopLockWatch() override;

Q_SIGNALS:
    void away();

private:
    void hearScreenSavers();
    void hearLogind();

    std::vector<std::unique_ptr<QDBusAbstractInterface>> heard_;
};

} // namespace custos::app
