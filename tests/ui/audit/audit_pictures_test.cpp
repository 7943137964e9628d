#include "tests/ui/audit/audit_world.h"
#include "tests/ui/support/approved.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QTest>

using namespace custos;
using namespace custos::test;

class AuditPicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksAsApproved_data();
    void looksAsApproved();
};

void AuditPicturesTest::looksAsApproved_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    const auto all = auditCases();
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const bool dark : {false, true})
            for (const QSize size : {QSize(1440, 900), QSize(1280, 720), QSize(1024, 700)}) {
                const QByteArray row = QByteArray(all.at(i).name) + (dark ? "-dark-" : "-light-") +
                                       QByteArray::number(size.height());
                QTest::newRow(row.constData()) << int(i) << dark << size;
            }
}

void AuditPicturesTest::looksAsApproved() {
    QFETCH(int, index);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    qobject_cast<ui::CustosStyle*>(QApplication::style())
        ->setTheme(ui::Theme(dark ? ui::Scheme::Dark : ui::Scheme::Light));
    const AuditCase shown = auditCases().at(std::size_t(index));
    AuditWorld world;
    shown.before(world);
    world.open(size);
    shown.after(world);
    const QImage image = settledGrab(world.shell, size);
    const QString why = differsFromApproved(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    prepareApplication(application);
    custos::test::keepRingsStill(application);
    AuditPicturesTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "audit_pictures_test.moc"
