#include "tests/ui/audit/audit_world.h"

#include "models/audit/ledger_values.h"
#include "tests/ui/support/screens.h"
#include "ui/audit/audit_view.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QTest>

namespace custos::test {

AuditWorld::AuditWorld(unsigned entries)
    : server(auditLog(entries))
    , proof({server, store, clock, server.honest.identity()}) {
    clock.at = sampleAuditNow();
    server.clock = &clock;
    if (entries >= 500)
        store.remembered = CheckpointStore::Remembered{
            QByteArray::fromStdString(auditLog(500).note(ledger::SampleLog::signedAt)), clock.at.addDays(-4)};
}

void AuditWorld::open(const QSize& size) {
    const Session session = sampleSession();
    shell.setPerson(session.user.displayName, QStringLiteral("Owner, provider"));
    shell.setSessionLeft(std::chrono::minutes(482));
    shell.setNow(clock.at);
    shell.setConnection({ConnectionMonitor::State::Connected, QStringLiteral("harborlane.custos.local"),
                         QStringLiteral("7F3A C21E"), clock.at});
    Session owner = session;
    owner.user.roles = {QStringLiteral("owner"), QStringLiteral("provider")};
    page = new ui::AuditPage({server, proof, clock}, owner, shell);
    shell.addPage(page->page());
    shell.resize(size);
    shell.show();
    QApplication::setActiveWindow(&shell);
    settle();
}

void AuditWorld::settle() {
    for (int quiet = 0; quiet < 3; ++quiet) {
        QTest::qWait(20);
        if (page->table().isFetching() || proof.isProving())
            quiet = 0;
        if (server.answers.delayed)
            break;
    }
}

std::vector<AuditCase> auditCases() {
    const auto nothing = [](AuditWorld&) {};
    const auto select = [](quint64 index) {
        return [index](AuditWorld& world) { world.page->view().select(index); };
    };
    return {
        {"07-audit", nothing, select(996)},
        {"07a-audit-list", nothing, nothing},
        {"07b-audit-filter", nothing,
         [](AuditWorld& world) {
             QTest::keyClick(&world.page->view(), Qt::Key_Slash);
             QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("visit"));
         }},
        {"07c-audit-broken",
         [](AuditWorld& world) {
             world.server.edited[989] = auditEntry(2000, toLedger(world.clock.at) - std::chrono::minutes(22));
         },
         select(989)},
        {"07d-audit-rewritten", [](AuditWorld& world) { world.server.lie = auditLog(1000, 240); }, nothing},
        {"07e-audit-nothing", nothing,
         [](AuditWorld& world) {
             world.page->table().setFilter({.action = QStringLiteral("import.batch")});
             world.settle();
         }},
        {"07f-audit-no-keychain",
         [](AuditWorld& world) { world.store.failure = CheckpointStore::Failure::NoKeychain; }, select(996)},
        {"07g-audit-loading", [](AuditWorld& world) { world.server.answers.delayed = true; },
         [](AuditWorld&) { QTest::qWait(200); }},
        {"07h-audit-failed",
         [](AuditWorld& world) { world.server.problem = Problem{.kind = Problem::Kind::Unreachable}; },
         nothing}};
}

void prepareApplication(QApplication& application) {
    QApplication::setCursorFlashTime(0);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    ui::installTranslation(application, QStringLiteral("en"));
    ui::installTheme(application, ui::Theme());
}

} // namespace custos::test
