#include "ui/audit/audit_row_delegate.h"

#include "ui/audit/audit_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace custos::ui {

namespace {

constexpr int cellPadding = 8;

bool isMono(int column) {
    return column == AuditTable::Time || column == AuditTable::Record || column == AuditTable::Source;
}

struct Look {
    QFont font;
    QColor ink;
    std::optional<Icon> glyph;
};

Look lookOf(const Theme& theme, const AuditRecord& record, int column) {
    const Tokens& c = theme.colours();
    if (!record.fields)
        return {theme.font(TypeRole::SmallMedium), c.bad, Icon::Warn};
    if (column == AuditTable::Outcome && record.fields->outcome == ledger::Outcome::Denied)
        return {theme.font(TypeRole::Small), c.bad, Icon::Ban};
    if (column == AuditTable::Outcome && record.fields->outcome == ledger::Outcome::Failed)
        return {theme.font(TypeRole::Small), c.bad, Icon::Close};
    if (column == AuditTable::Time)
        return {theme.font(TypeRole::MonoSmall), c.text, {}};
    if (isMono(column))
        return {theme.font(TypeRole::MonoSmall), c.text2, {}};
    const bool main = column == AuditTable::Actor || column == AuditTable::Action;
    return {theme.font(column == AuditTable::Actor ? TypeRole::SmallMedium : TypeRole::Small),
            main ? c.text : c.text2,
            {}};
}

} // namespace

AuditRowDelegate::AuditRowDelegate(const AuditView& view, QObject* parent)
    : QStyledItemDelegate(parent)
    , view_(view) {}

QSize AuditRowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, Theme::of(&view_).px(29)};
}

void AuditRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    if (!view_.table().recordAt(index.row())) {
        paintDay(*painter, option, index);
    } else {
        paintGround(*painter, option, index);
        paintCell(*painter, option, index);
    }
    painter->restore();
}

/// The line runs through all cells; each paints the part of it that is its own.
void AuditRowDelegate::paintDay(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    const Theme& theme = Theme::of(&view_);
    const Tokens& c = theme.colours();
    const QRect line(view_.columnViewportPosition(0), option.rect.top(), view_.viewport()->width(),
                     option.rect.height());
    painter.fillRect(option.rect, c.surface2);
    painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, c.grid);
    painter.setFont(theme.font(TypeRole::Small, QFont::DemiBold));
    painter.setPen(c.text);
    painter.drawText(line.adjusted(theme.px(cellPadding), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     index.siblingAtColumn(AuditTable::Time).data().toString());
}

void AuditRowDelegate::paintGround(QPainter& painter, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
    const Theme& theme = Theme::of(&view_);
    const Tokens& c = theme.colours();
    const bool selected = option.state & QStyle::State_Selected;
    const bool bad = view_.badEntry() == view_.table().recordAt(index.row())->index;
    const QColor ground = selected ? c.soft : bad ? c.badSoft : c.surface;
    painter.fillRect(option.rect, ground);
    painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, c.grid);
    if (index.column() == 0 && (selected || bad))
        painter.fillRect(option.rect.left(), option.rect.top(), theme.px(3), option.rect.height(),
                         bad ? c.bad : c.accent);
    const bool last = index.column() == AuditTable::ColumnCount - 1;
    if (!view_.hasFocus() || index.row() != view_.currentIndex().row())
        return;
    // The ring of the row, inside it; each cell paints its own part.
    const int width = theme.px(2);
    painter.fillRect(option.rect.left(), option.rect.top(), option.rect.width(), width, c.accent);
    painter.fillRect(option.rect.left(), option.rect.bottom() + 1 - width, option.rect.width(), width,
                     c.accent);
    if (index.column() == 0)
        painter.fillRect(option.rect.left(), option.rect.top(), width, option.rect.height(), c.accent);
    if (last)
        painter.fillRect(option.rect.right() + 1 - width, option.rect.top(), width, option.rect.height(),
                         c.accent);
}

void AuditRowDelegate::paintCell(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const Theme& theme = Theme::of(&view_);
    const QString text = index.data().toString();
    if (text.isEmpty())
        return;
    const Look look = lookOf(theme, *view_.table().recordAt(index.row()), index.column());
    QRect box = option.rect.adjusted(theme.px(cellPadding), 0, -theme.px(4), 0);
    if (look.glyph) {
        const int size = theme.px(13);
        drawIcon(painter, QRect(box.left(), box.center().y() - size / 2, size, size), *look.glyph, look.ink);
        box.setLeft(box.left() + size + theme.px(5));
    }
    painter.setFont(look.font);
    painter.setPen(look.ink);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(look.font).elidedText(text, Qt::ElideRight, box.width()));
}

} // namespace custos::ui
