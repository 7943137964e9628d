#include "ui/schedule/patient_finder.h"

#include "models/tables/name_alert.h"
#include "ui/schedule/scene_brush.h"
#include "ui/schedule/schedule_words.h"
#include "ui/theme/icons.h"
#include "ui/theme/painting.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/field.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/surface.h"
#include "ui/widgets/text.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace custos::ui {

namespace {

constexpr int rowHeight = 44;

const PlacedVisit* visitOf(const DayBoard& board, PatientId patient) {
    for (const DayColumn& column : board.columns)
        for (const PlacedVisit& placed : column.visits)
            if (placed.visit.patient.id == patient && placed.visit.status != VisitStatus::Cancelled)
                return &placed;
    return nullptr;
}

QString whereabouts(const PlacedVisit& placed) {
    const VisitStatus status = placed.visit.status;
    const QString at = ScheduleWords::clock(placed.minutes.first);
    if (status == VisitStatus::Roomed || status == VisitStatus::InProgress)
        return ScheduleWords::tr("Here now");
    if (status == VisitStatus::Arrived)
        return ScheduleWords::tr("Here today %1", "a time").arg(at);
    return ScheduleWords::tr("Today %1", "a time").arg(at);
}

class FoundDelegate final : public QStyledItemDelegate {
public:
    FoundDelegate(const PatientSearch& search, const DayBoard& board, QObject* parent)
        : QStyledItemDelegate(parent)
        , search_(search)
        , board_(board) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {0, Theme::of(option.widget).px(rowHeight)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::of(option.widget);
        const Tokens& c = theme.colours();
        const PatientSummary& patient = search_.at(index.row());
        const bool marked = option.state & QStyle::State_Selected;
        if (marked)
            drawBox(*painter, option.rect, theme.pxF(5), c.soft, QColor(), 0);
        const SceneBrush brush(*painter, theme);
        const qreal left = option.rect.left() + theme.px(8);
        const qreal top = option.rect.top() + theme.px(5);
        const qreal line = theme.lineHeight(TypeRole::H4);
        qreal right = option.rect.right() - theme.px(8);
        right -= paintRight(*painter, theme, option.rect, patient, marked);
        const qreal name =
            paintName(*painter, theme, patient.displayName, QRectF(left, top, right - left, line));
        if (looksLikeSomeone(patient)) {
            const qreal size = theme.px(14);
            drawIcon(*painter, QRectF(left + name + theme.px(8), top + (line - size) / 2, size, size),
                     Icon::NameAlert, c.info);
        }
        brush.text(identityLine(patient), TypeRole::Small, c.text2,
                   {QRectF(left, top + line, right - left, theme.lineHeight(TypeRole::Small))});
    }

private:
    qreal paintRight(QPainter& painter, const Theme& theme, const QRect& row, const PatientSummary& patient,
                     bool marked) const {
        qreal right = row.right() - theme.px(8);
        const qreal from = right;
        if (marked) {
            const QString cap = keyCapText(Qt::Key_Return);
            const QSizeF size = keyCapSize(cap, theme);
            right -= size.width();
            drawKeyCap(painter,
                       QRectF(QPointF(std::round(right), row.center().y() - size.height() / 2 + 1), size),
                       cap, theme);
            right -= theme.px(8);
        }
        if (const PlacedVisit* visit = visitOf(board_, patient.id)) {
            const qreal width = SceneBrush(painter, theme)
                                    .text(whereabouts(*visit), TypeRole::Small, theme.colours().text2,
                                          {QRectF(row.left(), row.top(), right - row.left(), row.height()),
                                           {},
                                           Qt::AlignRight});
            right -= width + theme.px(8);
        }
        return from - right;
    }

    qsizetype matched(const QString& name) const {
        return name.startsWith(search_.query(), Qt::CaseInsensitive) ? search_.query().size() : 0;
    }
    /// What was typed in the accent, the rest in ink: each letter once, or its edges would be too strong.
    qreal paintName(QPainter& painter, const Theme& theme, const QString& name, const QRectF& line) const {
        const Tokens& c = theme.colours();
        const QFontMetricsF metrics(theme.font(TypeRole::H4));
        const qreal width = std::round(metrics.horizontalAdvance(name.left(matched(name))));
        drawBox(painter, QRectF(line.left(), line.top() + 1, width, line.height() - 2), theme.pxF(2), c.soft,
                QColor(), 0);
        const SceneBrush brush(painter, theme);
        const auto paintPart = [&](const QColor& ink, const QRectF& part) {
            painter.save();
            painter.setClipRect(part, Qt::IntersectClip);
            const qreal taken = brush.text(name, TypeRole::H4, ink, {line});
            painter.restore();
            return taken;
        };
        if (width > 0)
            paintPart(c.accent, QRectF(line.left() - 1, line.top(), width + 1, line.height()));
        return paintPart(c.text,
                         QRectF(line.left() + width, line.top(), line.width() - width, line.height()));
    }
    bool looksLikeSomeone(const PatientSummary& patient) const {
        for (const DayColumn& column : board_.columns)
            for (const PlacedVisit& placed : column.visits)
                if (placed.visit.patient.id != patient.id &&
                    namesLookAlike(placed.visit.patient.displayName, patient.displayName))
                    return true;
        return false;
    }

    const PatientSearch& search_;
    const DayBoard& board_;
};

} // namespace

QString identityLine(const PatientSummary& patient) {
    const bool phone = !patient.phoneLast4.isEmpty();
    if (patient.birthYear && phone)
        return ScheduleWords::tr("Born %1, mobile ends %2").arg(*patient.birthYear).arg(patient.phoneLast4);
    if (patient.birthYear)
        return ScheduleWords::tr("Born %1").arg(*patient.birthYear);
    return phone ? ScheduleWords::tr("Mobile ends %1").arg(patient.phoneLast4) : QString();
}

PatientFinder::PatientFinder(PatientGateway& patients, const DayBoard& board, QWidget* parent)
    : QWidget(parent)
    , board_(board)
    , search_(new PatientSearch(patients, this))
    , edit_(new LineEdit(LineEdit::Height::Large))
    , help_(new Text({}, TypeRole::Small, &Tokens::text3))
    , list_(new QListView)
    , notice_(new Surface(&Tokens::infoSoft)) {
    const Theme& theme = Theme::of(this);
    auto* label = new Text(tr("Patient"), TypeRole::SmallMedium, &Tokens::text2);
    label->setBuddy(edit_);
    edit_->setAccessibleName(tr("Patient"));
    edit_->setPlaceholderText(tr("Beginning of a name"));
    edit_->setMaxLength(100);
    edit_->installEventFilter(this);
    help_->setWordWrap(true);
    list_->setModel(search_);
    list_->setItemDelegate(new FoundDelegate(*search_, board_, list_));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setFocusPolicy(Qt::NoFocus); // Typing goes on; the field walks the list.
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("Patients found"));
    auto* frame = new Surface(&Tokens::surface);
    frame->setBorder(&Tokens::lineStrong, 8);
    auto* inside = new QVBoxLayout(frame);
    inside->setContentsMargins(theme.px(5), theme.px(5), theme.px(5), theme.px(5));
    inside->addWidget(list_);
    static_cast<Surface*>(notice_)->setBorder(&Tokens::infoLine, 6);
    noticeText_ = new Text({}, TypeRole::Small);
    noticeText_->setWordWrap(true);
    auto* noticeRow = new QHBoxLayout(notice_);
    noticeRow->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8));
    noticeRow->setSpacing(theme.px(10));
    noticeRow->addWidget(new Glyph(Icon::NameAlert, 13, &Tokens::info), 0, Qt::AlignTop);
    noticeRow->addWidget(noticeText_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(label);
    column->addSpacing(theme.px(5));
    column->addWidget(edit_);
    column->addSpacing(theme.px(5));
    column->addWidget(help_);
    column->addSpacing(theme.px(8));
    column->addWidget(frame);
    column->addSpacing(theme.px(10));
    column->addWidget(notice_);
    connect(edit_, &QLineEdit::textChanged, search_, &PatientSearch::setQuery);
    connect(search_, &PatientSearch::stateChanged, this, &PatientFinder::showState);
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { take(index.row()); });
    showState();
}

void PatientFinder::start() {
    edit_->clear();
    search_->clear();
    edit_->setFocus(Qt::OtherFocusReason);
}

void PatientFinder::showState() {
    const Theme& theme = Theme::of(this);
    const int rows = search_->rowCount();
    list_->parentWidget()->setVisible(rows > 0);
    list_->setFixedHeight(theme.px(rowHeight) * std::min(rows, 6));
    if (rows > 0)
        list_->setCurrentIndex(search_->index(0));
    switch (search_->state()) {
    case PatientSearch::State::Idle:
        help_->setText(tr("Beginning of any of the patient’s names, from three letters, or the last four "
                          "digits of the phone"));
        break;
    case PatientSearch::State::Searching:
        help_->setText(rows > 0 ? QString() : tr("Searching"));
        break;
    case PatientSearch::State::Ready:
        help_->setText(rows > 0 ? tr("%n found", nullptr, rows)
                                : tr("No one matches “%1”.").arg(search_->query()));
        break;
    case PatientSearch::State::Failed:
        help_->setText(ScheduleWords::refusal(*search_->problem()));
        break;
    }
    if (search_->state() != PatientSearch::State::Searching)
        announce(*this, help_->text());
    sayAlikes();
}

void PatientFinder::sayAlikes() {
    bool alike = false;
    for (int i = 0; i < search_->rowCount(); ++i)
        for (int j = i + 1; j < search_->rowCount(); ++j)
            alike = alike || namesLookAlike(search_->at(i).displayName, search_->at(j).displayName);
    noticeText_->setText(tr("Names look alike. Check the birth date before you go on."));
    notice_->setVisible(alike);
}

void PatientFinder::take(int row) {
    if (row >= 0 && row < search_->rowCount())
        Q_EMIT chosen(search_->at(row));
}

bool PatientFinder::eventFilter(QObject* watched, QEvent* event) {
    if (watched != edit_ || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int row = list_->currentIndex().row();
    if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) {
        const int next =
            std::clamp(row + (key->key() == Qt::Key_Down ? 1 : -1), 0, std::max(search_->rowCount() - 1, 0));
        list_->setCurrentIndex(search_->index(next));
        if (search_->rowCount() > 0)
            announce(*this, tr("%1. %2", "patient. who that is")
                                .arg(search_->at(next).displayName, identityLine(search_->at(next))));
        return true;
    }
    const bool plainEnter = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
                            !(key->modifiers() & Qt::ControlModifier);
    if (plainEnter) {
        take(row);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace custos::ui
