#include "tests/support/sample_day.h"
#include "ui/schedule/day_sheet.h"
#include "ui/theme/custos_style.h"

#include <QApplication>
#include <QFile>
#include <QPrinter>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>

using namespace custos;
using namespace custos::test;

namespace {

/// What the pages of a PDF say, as Qt writes it: each stream that inflates, one after the other.
QByteArray contentOf(const QByteArray& pdf) {
    const QByteArray begin("stream\n");
    const QByteArray end("endstream");
    const QByteArray roomFor("\0\x10\0\0", 4); // qUncompress wants to be told how much it may become
    QByteArray content;
    for (qsizetype at = pdf.indexOf(begin); at >= 0; at = pdf.indexOf(begin, at + 1)) {
        const qsizetype from = at + begin.size();
        const qsizetype to = pdf.indexOf(end, from);
        content += qUncompress(roomFor + pdf.mid(from, to - from));
    }
    return content;
}

struct PrintedText {
    QList<qreal> points; ///< The size of each piece of text.
    int pages = 0;
};

/// The day as a printer of `dpi` dots to the inch gets it.
PrintedText printed(const SampleDay& sample, int dpi) {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("sheet.pdf"));
    {
        QPrinter printer(QPrinter::HighResolution);
        printer.setOutputFormat(QPrinter::PdfFormat);
        printer.setOutputFileName(path);
        printer.setResolution(dpi);
        ui::printDaySheet(printer, layOut(sample.directory, sample.day, {}), sample.directory.rooms,
                          sampleTime(u"10:42"));
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray pdf = file.readAll();
    const QString content = QString::fromLatin1(contentOf(pdf));
    PrintedText text{.points = {}, .pages = int(pdf.count("/Type /Page\n"))};
    static const QRegularExpression size(QStringLiteral(R"(/F\d+ ([\d.]+) Tf)"));
    for (auto it = size.globalMatch(content); it.hasNext();)
        text.points.append(it.next().captured(1).toDouble() * 72 / dpi);
    return text;
}

} // namespace

/// The day on paper, whatever prints it and however the screen is set.
class DaySheetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lettersAreAsLargeOnEveryPrinter_data() {
        QTest::addColumn<int>("dpi");
        QTest::addColumn<int>("scale");
        for (const int dpi : {150, 600, 1200})
            QTest::addRow("%d dpi", dpi) << dpi << 100;
        QTest::newRow("a screen at twice the size") << 600 << 200;
    }
    void lettersAreAsLargeOnEveryPrinter() {
        QFETCH(int, dpi);
        QFETCH(int, scale);
        auto* style = qobject_cast<ui::CustosStyle*>(QApplication::style());
        style->setTheme(ui::Theme(ui::Scheme::Dark, scale));
        const PrintedText text = printed(SampleDay::make(), dpi);
        style->setTheme(ui::Theme());
        QVERIFY(text.points.size() > 100);
        for (const qreal points : text.points)
            QVERIFY2(points > 9.5 && points < 14.5, qPrintable(QString::number(points)));
        QCOMPARE(qRound(*std::max_element(text.points.begin(), text.points.end())), 14);
        QCOMPARE(qRound(*std::min_element(text.points.begin(), text.points.end())), 10);
        QCOMPARE(text.pages, 2); // four providers, of whom none is cut off
    }

    void everyPageSaysWhoseVisitsStandOnIt() {
        const SampleDay sample = SampleDay::make();
        QTextDocument sheet;
        ui::writeDaySheet(sheet, layOut(sample.directory, sample.day, {}), sample.directory.rooms,
                          sampleTime(u"10:42"));
        QStringList names;
        for (QTextFrame* frame : sheet.rootFrame()->childFrames()) {
            auto* table = qobject_cast<QTextTable*>(frame);
            QVERIFY(table);
            QCOMPARE(table->format().headerRowCount(), 2); // Qt repeats them
            names.append(table->cellAt(0, 0).firstCursorPosition().block().text());
        }
        QStringList providers;
        for (const Provider& provider : sample.directory.providers)
            providers.append(provider.displayName);
        QCOMPARE(names, providers);
    }

    void spellsOutNameAlertsAndTakesNamesAsText() {
        SampleDay sample = SampleDay::make();
        sample.day.appointments[0].patient.displayName = QStringLiteral("<b>Markup</b>, Nell");
        QTextDocument sheet;
        ui::writeDaySheet(sheet, layOut(sample.directory, sample.day, {}), sample.directory.rooms,
                          sampleTime(u"10:42"));
        const QString text = sheet.toPlainText();
        QVERIFY(text.contains(QStringLiteral("Mockridge, Bo (name alert)")));
        QVERIFY(text.contains(QStringLiteral("<b>Markup</b>, Nell")));
        QVERIFY(!text.contains(QStringLiteral("walker"))); // notes stay off paper
    }
};

int main(int argc, char** argv) {
    qputenv("TZ", "America/New_York");
    QApplication application(argc, argv);
    ui::installTheme(application, ui::Theme());
    DaySheetTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "day_sheet_test.moc"
