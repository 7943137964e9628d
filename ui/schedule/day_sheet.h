#pragma once

#include "models/tables/day_board.h"

class QPrinter;
class QTextDocument;

namespace custos::ui {

/// The day on paper, provider by provider, with name alerts spelled out. Written for a counter: names, times,
/// rooms and reasons, nothing else. Measured in points: a printer has many pixels to a letter.
void writeDaySheet(QTextDocument& document, const DayBoard& board, const QList<Room>& rooms,
                   const QDateTime& printedAt);

/// Sends it to the printer; the job's name says nothing of any patient.
void printDaySheet(QPrinter& printer, const DayBoard& board, const QList<Room>& rooms,
                   const QDateTime& printedAt);

} // namespace custos::ui
