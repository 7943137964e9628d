#include "ui/schedule/provider_picker.h"

#include "ui/schedule/scene_brush.h"
#include "ui/schedule/schedule_words.h"
#include "ui/schedule/status_controls.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace custos::ui {

/// A combo box that also says how many there are.
class ProviderPicker::Box final : public QComboBox {
public:
    Box() { setAccessibleName(ScheduleWords::tr("Provider shown")); }

    [[nodiscard]] QSize sizeHint() const override {
        return QComboBox::sizeHint() + QSize(Theme::of(this).px(46), 0);
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QComboBox::paintEvent(event);
        if (count() < 2)
            return;
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        SceneBrush(painter, theme)
            .text(ScheduleWords::tr("%1 of %2", "which provider of how many")
                      .arg(currentIndex() + 1)
                      .arg(count()),
                  TypeRole::Small, theme.colours().text2,
                  {QRectF(0, 0, width() - theme.px(34), height()), {}, Qt::AlignRight});
    }
};

ProviderPicker::ProviderPicker(QWidget* parent)
    : QWidget(parent)
    , before_(new IconButton(Icon::ChevronLeft, tr("Provider before"), 26))
    , box_(new Box)
    , after_(new IconButton(Icon::ChevronRight, tr("Provider after"), 26))
    , summary_(new Text({}, TypeRole::Small, &Tokens::text2)) {
    const Theme& theme = Theme::of(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(6));
    row->addWidget(before_);
    row->addWidget(box_);
    row->addWidget(after_);
    row->addSpacing(theme.px(6));
    row->addWidget(summary_);
    connect(before_, &QAbstractButton::clicked, this, [this] { step(-1); });
    connect(after_, &QAbstractButton::clicked, this, [this] { step(1); });
    connect(box_, &QComboBox::activated, this, &ProviderPicker::columnChosen);
}

void ProviderPicker::step(int by) {
    Q_EMIT columnChosen(std::clamp(box_->currentIndex() + by, 0, box_->count() - 1));
}

void ProviderPicker::setCounted(bool counted) {
    summary_->setVisible(counted);
}

void ProviderPicker::setBoard(const DayBoard& board, int shown) {
    QStringList names;
    for (const DayColumn& column : board.columns)
        names.append(column.provider.displayName);
    QStringList listed;
    for (int i = 0; i < box_->count(); ++i)
        listed.append(box_->itemText(i));
    if (names != listed) {
        box_->clear();
        box_->addItems(names);
    }
    box_->setCurrentIndex(shown);
    before_->setEnabled(shown > 0);
    after_->setEnabled(shown + 1 < board.columns.size());
    if (shown >= board.columns.size())
        return summary_->clear();
    const auto& visits = board.columns[shown].visits;
    const auto count = [&visits](auto&& which) {
        return int(std::ranges::count_if(
            visits, [&](const PlacedVisit& placed) { return which(placed.visit.status); }));
    };
    const int all = count([](VisitStatus status) { return status != VisitStatus::Cancelled; });
    const int waiting = count(
        [](VisitStatus status) { return status == VisitStatus::Arrived || status == VisitStatus::Roomed; });
    //: the second number is who is here and has not been seen yet
    summary_->setText(tr("%n visits, %1 waiting", nullptr, all).arg(waiting));
}

} // namespace custos::ui
