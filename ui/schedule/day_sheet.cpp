#include "ui/schedule/day_sheet.h"

#include "ui/schedule/schedule_words.h"
#include "ui/theme/theme.h"

#include <QPrinter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

#include <array>

namespace custos::ui {

namespace {

constexpr int columns = 5;
constexpr int headerRows = 2; // whose day it is, and what stands where: again on each page

// Of paper, which no scale of the screen changes.
constexpr qreal bodyPoints = 10;
constexpr qreal titlePoints = 14;
constexpr std::array<int, columns> shares{17, 30, 26, 12, 15}; // of the width, in percent

QFont paperFont() {
    QFont font = Theme().font(TypeRole::Body);
    font.setPointSizeF(bodyPoints);
    return font;
}

QString roomName(const QList<Room>& rooms, const std::optional<RoomId>& id) {
    for (const Room& room : rooms)
        if (room.id == id)
            return room.name;
    return {};
}

QTextCharFormat bold() {
    QTextCharFormat format;
    format.setFontWeight(QFont::DemiBold);
    return format;
}

void writeProvider(QTextCursor& cursor, const DayColumn& column, const QList<Room>& rooms) {
    cursor.insertBlock();
    QTextTableFormat format;
    format.setBorderCollapse(true);
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(Theme().colours().control);
    format.setCellPadding(3);
    format.setTopMargin(12);
    QList<QTextLength> widths;
    for (const int share : shares)
        widths.append(QTextLength(QTextLength::PercentageLength, share));
    format.setColumnWidthConstraints(widths);
    format.setHeaderRowCount(headerRows);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    auto* table = cursor.insertTable(int(column.visits.size()) + headerRows, columns, format);
    table->mergeCells(0, 0, 1, columns);
    table->cellAt(0, 0).firstCursorPosition().insertText(column.provider.displayName, bold());
    const QStringList heads{ScheduleWords::tr("Time"), ScheduleWords::tr("Patient"),
                            ScheduleWords::tr("Reason"), ScheduleWords::tr("Room"),
                            ScheduleWords::tr("Status")};
    for (int i = 0; i < columns; ++i)
        table->cellAt(1, i).firstCursorPosition().insertText(heads[i], bold());
    for (int row = 0; row < column.visits.size(); ++row) {
        const PlacedVisit& placed = column.visits[row];
        // As plain text: a name is never markup.
        const QString name = placed.lookAlike
                                 ? ScheduleWords::tr("%1 (name alert)").arg(placed.visit.patient.displayName)
                                 : placed.visit.patient.displayName;
        const QStringList cells{ScheduleWords::range(placed.minutes), name, placed.visit.reason,
                                roomName(rooms, placed.visit.room),
                                ScheduleWords::status(placed.visit.status)};
        for (int i = 0; i < columns; ++i)
            table->cellAt(row + headerRows, i).firstCursorPosition().insertText(cells[i]);
    }
    cursor.movePosition(QTextCursor::End);
}

} // namespace

void writeDaySheet(QTextDocument& document, const DayBoard& board, const QList<Room>& rooms,
                   const QDateTime& printedAt) {
    document.setDefaultFont(paperFont());
    QTextCursor cursor(&document);
    QTextCharFormat title = bold();
    title.setFontPointSize(titlePoints);
    cursor.insertText(ScheduleWords::tr("Day sheet, %1").arg(ScheduleWords::longDay(board.date)), title);
    cursor.insertBlock();
    cursor.setCharFormat({});
    cursor.insertText(
        ScheduleWords::tr("Printed %1. Shred after use.")
            .arg(ScheduleWords::clockWithHalf(printedAt.time().hour() * 60 + printedAt.time().minute())));
    for (const DayColumn& column : board.columns)
        writeProvider(cursor, column, rooms);
}

void printDaySheet(QPrinter& printer, const DayBoard& board, const QList<Room>& rooms,
                   const QDateTime& printedAt) {
    QTextDocument document;
    writeDaySheet(document, board, rooms, printedAt);
    printer.setDocName(QStringLiteral("Custos day sheet"));
    document.print(&printer);
}

} // namespace custos::ui
