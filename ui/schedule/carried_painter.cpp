#include "ui/schedule/hatch.h"
#include "ui/schedule/scene_brush.h"
#include "ui/schedule/schedule_scene.h"
#include "ui/schedule/schedule_words.h"
#include "ui/schedule/visit_status_look.h"
#include "ui/theme/painting.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace custos::ui {

namespace {

constexpr int popoverPadding = 13;
constexpr int popoverTextLeft = 36;
constexpr int popoverGap = 9;

class CarriedPainter : private SceneBrush {
public:
    CarriedPainter(QPainter& painter, const ScheduleScene& scene)
        : SceneBrush(painter, *scene.theme)
        , scene_(scene)
        , carried_(*scene.carried) {}

    void paintTarget() const {
        const QRect box = target();
        if (carried_.preview.isFree()) {
            freeSlot(box, carried_.target.minutes(), 1);
            return;
        }
        QPainterPath outline;
        outline.addRoundedRect(QRectF(box), theme_.pxF(6), theme_.pxF(6));
        painter_.save();
        painter_.setClipPath(outline, Qt::IntersectClip);
        paintHatch(painter_, box, mixed(colours_.bad, colours_.surface, 0.35), theme_.pxF(8.5));
        painter_.restore();
        dashed(box, QColor(), colours_.bad, 2);
    }

    void paintGhost() const {
        const QRect box = ghost();
        const StatusColours& status = colours_.*lookOf(carried_.visit.status).colours;
        drawElevation(painter_, box, theme_);
        drawBox(painter_, box, theme_.pxF(6), status.fill, status.bar);
        painter_.save();
        painter_.setClipRect(QRect(box.left(), box.top(), theme_.px(5), box.height()), Qt::IntersectClip);
        drawBox(painter_, box, theme_.pxF(6), status.bar, QColor(), 0);
        painter_.restore();
        const int line = theme_.lineHeight(TypeRole::SmallStrong);
        const int top = box.top() + theme_.px(4);
        const qreal glyph = theme_.px(14);
        drawIcon(painter_, QRectF(box.left() + theme_.px(12), top + (line - glyph) / 2, glyph, glyph),
                 lookOf(carried_.visit.status).icon, status.ink);
        const qreal left = box.left() + theme_.px(31);
        const qreal width = box.width() - theme_.px(84);
        text(nameOf(carried_.visit.patient), TypeRole::SmallStrong, colours_.text,
             {QRectF(left, top, width, line)});
        text(ScheduleWords::clock(carried_.target.first), TypeRole::SmallStrong, status.ink,
             {QRectF(box.right() - theme_.px(59), top, theme_.px(50), line), {}, Qt::AlignRight});
        const QString length = ScheduleWords::tr("%1 min", "length").arg(carried_.target.minutes());
        const QString reason = scene_.privacy ? QString() : carried_.visit.reason;
        text(reason.isEmpty() ? length : ScheduleWords::tr("%1 · %2", "reason · length").arg(reason, length),
             TypeRole::Small, colours_.text2,
             {QRectF(left, top + line, box.width() - theme_.px(38), theme_.lineHeight(TypeRole::Small))});
    }

    void paintPopover() const {
        const QStringList lines = sentences();
        const QRect box = popover(lines);
        drawElevation(painter_, box, theme_);
        drawBox(painter_, box, theme_.pxF(8), colours_.surface, colours_.lineStrong);
        const qreal left = box.left() + theme_.px(popoverTextLeft);
        const qreal width = box.width() - theme_.px(popoverTextLeft + 12);
        qreal y = box.top() + theme_.px(12);
        const qreal icon = theme_.px(14);
        drawIcon(painter_, QRectF(box.left() + theme_.px(popoverPadding), y + theme_.px(1), icon, icon),
                 Icon::Warn, colours_.bad);
        text(title(), TypeRole::SmallStrong, colours_.bad,
             {QRectF(left, y, width, theme_.lineHeight(TypeRole::SmallStrong))});
        y += theme_.px(22);
        for (const QString& line : lines) {
            text(line, TypeRole::Small, colours_.text2,
                 {QRectF(left, y, width, theme_.lineHeight(TypeRole::Small))});
            y += theme_.lineHeight(TypeRole::Small);
        }
        y += theme_.px(8);
        painter_.fillRect(
            QRectF(box.left() + theme_.px(popoverPadding), y, box.width() - 2 * theme_.px(popoverPadding), 1),
            colours_.line);
        paintKeys(box.left() + theme_.px(popoverPadding), y + theme_.px(9));
    }

    QRect target() const { return scene_.geometry.card(carried_.column, carried_.target); }

    QRect ghost() const {
        if (carried_.kind == Carried::Kind::Resize || !carried_.pointer) {
            QRect box = target();
            box.setHeight(std::max(box.height(), theme_.px(42)));
            return carried_.kind == Carried::Kind::Resize ? box : box.translated(theme_.px(6), theme_.px(-6));
        }
        const int height = std::clamp(carried_.cardSize.height(), theme_.px(42), theme_.px(64));
        return {*carried_.pointer - carried_.grip, QSize(carried_.cardSize.width(), height)};
    }

    QRect popover(const QStringList& lines) const {
        const QFontMetricsF small(theme_.font(TypeRole::Small));
        qreal widest = QFontMetricsF(theme_.font(TypeRole::SmallStrong)).horizontalAdvance(title());
        for (const QString& line : lines)
            widest = std::max(widest, small.horizontalAdvance(line));
        widest = std::max(widest, keysWidth() - theme_.px(popoverTextLeft - popoverPadding));
        const int width =
            std::clamp(int(widest) + theme_.px(popoverTextLeft + 16), theme_.px(230), theme_.px(380));
        const int height =
            theme_.px(12 + 22 + 8 + 1 + 9 + 18 + 11) + int(lines.size()) * theme_.lineHeight(TypeRole::Small);
        const QRect grid = scene_.geometry.grid();
        const QRect from = ghost();
        QRect box(from.left(), from.bottom() + theme_.px(popoverGap), width, height);
        box.moveLeft(std::clamp(from.right() - width + theme_.px(24), grid.left() + 8,
                                std::max(grid.right() - width - 8, grid.left() + 8)));
        if (box.bottom() > grid.bottom() - 8)
            box.moveBottom(from.top() - theme_.px(popoverGap));
        return box;
    }

    QStringList sentences() const {
        QStringList lines;
        for (const Clash& clash : carried_.preview.clashes)
            lines.append(sentence(clash));
        lines.removeDuplicates();
        return lines;
    }

private:
    QString title() const {
        const int count = int(sentences().size());
        const QString at = ScheduleWords::clock(carried_.target.first);
        const QString provider =
            ScheduleWords::shortProvider(scene_.board->columns[carried_.column].provider.displayName);
        if (count == 1)
            return ScheduleWords::tr("Conflict at %1 with %2").arg(at, provider);
        if (count == 2)
            return ScheduleWords::tr("Two conflicts at %1 with %2").arg(at, provider);
        return ScheduleWords::tr("%n conflicts at %1 with %2", nullptr, count).arg(at, provider);
    }

    QString sentence(const Clash& clash) const {
        const QTimeZone zone = scene_.board->columns[carried_.column].provider.zone;
        const QTime end = clash.until.toTimeZone(zone).time();
        const QString until = ScheduleWords::clock(end.hour() * 60 + end.minute());
        switch (clash.kind) {
        case Clash::Kind::Visit:
            return ScheduleWords::tr("Overlaps %1 until %2.").arg(nameOf(*clash.patient), until);
        case Clash::Kind::Block:
            return ScheduleWords::tr("%1 until %2 can’t be booked.", "label of blocked time")
                .arg(clash.label, until);
        case Clash::Kind::OthersHold:
            return ScheduleWords::tr("Held by %1 while they book.").arg(clash.label);
        case Clash::Kind::RoomTaken:
            return ScheduleWords::tr("%1 is taken until %2.", "room").arg(clash.label, until);
        case Clash::Kind::OutsideHours:
            return ScheduleWords::tr("Outside working hours.");
        }
        Q_UNREACHABLE();
    }

    QString nameOf(const PatientName& patient) const {
        return scene_.privacy ? ScheduleWords::initials(patient.displayName) : patient.displayName;
    }

    struct KeyWords {
        QString key;
        QString words;
    };
    QList<KeyWords> keys() const {
        QList<KeyWords> list{{ScheduleWords::tr("Esc", "key"), ScheduleWords::tr("put back")}};
        if (carried_.preview.canOverbook())
            list.append({ScheduleWords::tr("Shift", "key"), carried_.pointer
                                                                ? ScheduleWords::tr("+drop to overbook")
                                                                : ScheduleWords::tr("+Space to overbook")});
        return list;
    }
    qreal keysWidth() const {
        const QFontMetricsF small(theme_.font(TypeRole::Small));
        qreal width = 0;
        for (const auto& [key, words] : keys())
            width += keyCapSize(key, theme_).width() + theme_.px(6) + small.horizontalAdvance(words) +
                     theme_.px(16);
        return width;
    }
    void paintKeys(qreal left, qreal top) const {
        for (const auto& [key, words] : keys()) {
            const QSizeF size = keyCapSize(key, theme_);
            drawKeyCap(painter_, QRectF(QPointF(std::round(left), top), size), key, theme_);
            left += size.width() + theme_.px(6);
            left +=
                text(words, TypeRole::Small, colours_.text2,
                     {QRectF(left, top + theme_.px(1), theme_.px(180), theme_.lineHeight(TypeRole::Small))});
            left += theme_.px(16);
        }
    }

    const ScheduleScene& scene_;
    const Carried& carried_;
};

} // namespace

void paintCarried(QPainter& painter, const ScheduleScene& scene) {
    const CarriedPainter parts(painter, scene);
    painter.save();
    painter.setClipRect(scene.geometry.grid(), Qt::IntersectClip);
    parts.paintTarget();
    parts.paintGhost();
    painter.restore();
    if (!scene.carried->preview.isFree())
        parts.paintPopover();
}

QRect carriedReach(const ScheduleScene& scene) {
    QPixmap nothing(1, 1);
    QPainter painter(&nothing);
    const CarriedPainter parts(painter, scene);
    QRect reach = parts.target() | parts.ghost();
    if (!scene.carried->preview.isFree())
        reach |= parts.popover(parts.sentences());
    const int shadow = 2 * elevationMargin;
    return reach.adjusted(-shadow, -shadow, shadow, shadow);
}

} // namespace custos::ui
