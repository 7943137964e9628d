#pragma once

#include "tests/support/audit_log.h"
#include "ui/audit/audit_page.h"
#include "ui/shell/workspace.h"

#include <QWidget>

class QApplication;

namespace custos::test {

/// The owner's desk at an audit trail that is a real log of 1,000 entries.
struct AuditWorld {
    explicit AuditWorld(unsigned entries = 1000);

    LogServer server;
    FakeStore store;
    FakeClock clock;
    AuditProof proof;
    ui::Workspace shell;
    ui::AuditPage* page = nullptr;

    /// Shows the page at this size and waits until it has found something out.
    void open(const QSize& size = {1440, 900});
    /// Until everything asked for has come and been proven.
    void settle();
    template<class T>
    [[nodiscard]] T& part() const {
        return *shell.findChild<T*>();
    }
};

struct AuditCase {
    const char* name;
    std::function<void(AuditWorld&)> before; ///< the page is shown
    std::function<void(AuditWorld&)> after;
};
[[nodiscard]] std::vector<AuditCase> auditCases();

/// Locale, time zone, theme and English plurals, as the pictures were taken.
void prepareApplication(QApplication& application);

} // namespace custos::test
