#include "tests/ui/support/approved.h"
#include "tests/ui/support/screens.h"
#include "tests/ui/support/unnamed.h"
#include "ui/theme/custos_style.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QApplication>
#include <QTest>
#include <QVBoxLayout>

using namespace custos;

namespace {

class Nameless : public QAbstractButton {
protected:
    void paintEvent(QPaintEvent*) override {}
};

} // namespace

/// Whoever cannot see a screen is told what each thing on it is called.
class NamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyControlOfEveryScreenHasAName_data();
    void everyControlOfEveryScreenHasAName();
    void aControlWithoutANameIsFound();
    void aLabelThatBelongsToAFieldIsItsName();
};

void NamesTest::everyControlOfEveryScreenHasAName_data() {
    QTest::addColumn<int>("index");
    const auto cases = test::screenCases();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        QTest::newRow(cases.at(i).name) << int(i);
    }
}

void NamesTest::everyControlOfEveryScreenHasAName() {
    QFETCH(int, index);
    const auto screen = test::screenCases().at(std::size_t(index)).make();
    (void)test::settledGrab(*screen, QSize(1280, 720));
    const QStringList found = test::unnamedBelow(*screen);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
}

void NamesTest::aControlWithoutANameIsFound() {
    QWidget screen;
    auto* column = new QVBoxLayout(&screen);
    auto* button = new Nameless;
    button->setFixedSize(32, 32);
    column->addWidget(button);
    column->addWidget(new ui::LineEdit(ui::LineEdit::Height::Medium));
    (void)test::settledGrab(screen, QSize(400, 200));
    QCOMPARE(test::unnamedBelow(screen).size(), 2);
    button->setAccessibleName(QStringLiteral("Later day"));
    QCOMPARE(test::unnamedBelow(screen).size(), 1);
    button->hide();
    QCOMPARE(test::unnamedBelow(screen).size(), 1);
}

void NamesTest::aLabelThatBelongsToAFieldIsItsName() {
    QWidget screen;
    auto* column = new QVBoxLayout(&screen);
    auto* edit = new ui::LineEdit(ui::LineEdit::Height::Medium);
    auto* label = new ui::Text(QStringLiteral("Reason"), ui::TypeRole::SmallMedium);
    column->addWidget(label);
    column->addWidget(edit);
    (void)test::settledGrab(screen, QSize(400, 200));
    QCOMPARE(test::unnamedBelow(screen).size(), 1); // it only stands above
    label->setBuddy(edit);
    QCOMPARE(test::unnamedBelow(screen), QStringList());
}

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    NamesTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "names_test.moc"
