#pragma once

#include "models/tables/day_board.h"
#include "ui/schedule/text_run.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QList>
#include <QRect>

#include <optional>

namespace custos::ui {

class Theme;

/// What decides how a card looks, beside the visit itself.
struct CardFacts {
    QDateTime now;
    QString roomName;     ///< Empty: none.
    bool privacy = false; ///< Initials, no reasons.
    bool saved = false;   ///< A copy: no minutes that would be false.
    int columnWidth = 0;
};

/// A visit, laid out once for each change of the day or the minute and painted often.
class VisitCard {
public:
    VisitCard(const Theme& theme, const PlacedVisit& placed, const QRect& box, const CardFacts& facts);

    [[nodiscard]] const PlacedVisit& placed() const { return placed_; }
    [[nodiscard]] AppointmentId id() const { return placed_.visit.id; }
    [[nodiscard]] const QRect& box() const { return box_; }
    void moveTo(QPoint topLeft) { box_.moveTopLeft(topLeft); }
    /// Everything that painting may touch, with selection outline and pill.
    [[nodiscard]] QRect reach() const;

    enum class Edge { Normal, Hovered, Lifted };
    void paintGround(QPainter& painter, Edge edge) const;
    void paintText(QPainter& painter) const;
    /// Where the now line must not go: texts, glyph and tags, or the whole name line in narrow columns.
    [[nodiscard]] QList<QRectF> textBoxes() const;
    /// Two equal cards paint the same.
    [[nodiscard]] bool looksLike(const VisitCard& other) const;

private:
    struct Mark {
        Icon icon;
        QRectF box;
        QColor ink;
    };
    void layOutNameLine(const Theme& theme, const CardFacts& facts, int top, int line, bool single);
    void layOutSecondLines(const Theme& theme, const CardFacts& facts, int top);
    /// From the right; returns where the name must end.
    qreal layOutMarks(const Theme& theme, const CardFacts& facts, int top, int line);
    void paintBar(QPainter& painter, const QColor& fill) const;

    PlacedVisit placed_;
    QRect box_;
    StatusColours colours_;
    QColor border_;
    QColor hatch_;
    qreal radius_;
    qreal barWidth_;
    qreal hatchStep_;
    bool dashed_ = false;
    bool wholeNameLine_ = false;
    QRectF nameLine_;
    Mark glyph_;
    QList<Mark> marks_;
    QList<TextRun> runs_;
    QString key_; ///< All that is written, for `looksLike`.
};

} // namespace custos::ui
