#include "tests/ui/schedule/schedule_world.h"
#include "tests/ui/support/approved.h"
#include "tests/ui/support/cut_text.h"
#include "ui/shell/translations.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QTest>

using namespace custos;
using namespace custos::test;

/// The schedule in longer words, and at twice the size.
class SchedulePseudoLocaleTest : public QObject {
    Q_OBJECT

    static void cases() {
        QTest::addColumn<int>("index");
        const auto all = scheduleCases();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    static QStringList cutIn(int index, const QSize& size) {
        ScheduleWorld world;
        world.open(size);
        scheduleCases().at(size_t(index)).arrange(world);
        const QImage settled = settledGrab(world.shell, size);
        Q_UNUSED(settled);
        return cutBelow(world.shell);
    }

private Q_SLOTS:
    void noTextIsCut_data() { cases(); }
    void noTextIsCut() {
        QFETCH(int, index);
        const QStringList found = cutIn(index, {1440, 900});
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }
    void noTextIsCutAtTwiceTheSize_data() { cases(); }
    void noTextIsCutAtTwiceTheSize() {
        QFETCH(int, index);
        auto* style = qobject_cast<ui::CustosStyle*>(QApplication::style());
        style->setTheme(ui::Theme(ui::Scheme::Light, ui::Theme::largestScale));
        const QStringList found = cutIn(index, {2880, 1800});
        style->setTheme(ui::Theme());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTranslation(application, QStringLiteral("xx"));
    ui::installTheme(application, ui::Theme());
    SchedulePseudoLocaleTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "schedule_pseudo_locale_test.moc"
