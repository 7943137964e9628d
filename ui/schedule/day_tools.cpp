#include "ui/schedule/day_tools.h"

#include "ui/schedule/provider_picker.h"
#include "ui/schedule/status_controls.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QMenu>

namespace custos::ui {

namespace {

constexpr int roomForButtons = 110;

} // namespace

DayTools::DayTools(QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , strip_(new StatusStrip)
    , picker_(new ProviderPicker)
    , more_(new IconButton(Icon::More, tr("More"), 26)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::BottomEdge);
    setFixedHeight(theme.px(44));
    setAccessibleName(tr("Day tools"));
    picker_->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), 0, theme.px(12), 1);
    row->setSpacing(theme.px(8));
    row->addWidget(strip_);
    row->addWidget(picker_);
    row->addStretch(1);
    row->addWidget(newEye());
    row->addWidget(more_);
    connect(picker_, &ProviderPicker::columnChosen, this, &DayTools::columnChosen);
    connect(more_, &QAbstractButton::clicked, this, &DayTools::offerMore);
}

void DayTools::offerMore() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Go to a date\tG"), this, &DayTools::dateRequested);
    menu->addAction(tr("Print day sheet\tCtrl+P"), this, &DayTools::printRequested);
    menu->popup(more_->mapToGlobal(QPoint(more_->width() - menu->sizeHint().width(), more_->height() + 4)));
}

void DayTools::setBoard(const DayBoard& board, int shownColumn, bool known) {
    known_ = known;
    strip_->setCounts(board.counts);
    picker_->setBoard(board, shownColumn);
    picker_->setCounted(known);
}

void DayTools::setPrivacy(bool on) {
    for (PrivacyEye* eye : std::as_const(eyes_))
        eye->setPrivacy(on);
}

QWidget* DayTools::newEye() {
    auto* eye = new PrivacyEye;
    eyes_.append(eye);
    connect(eye, &QAbstractButton::toggled, this, &DayTools::privacyChosen);
    return eye;
}

void DayTools::fold(bool oneColumn, bool wordy, int room) {
    strip_->setVisible(!oneColumn && known_);
    picker_->setVisible(oneColumn);
    strip_->setWordy(wordy);
    if (wordy && strip_->sizeHint().width() + Theme::of(this).px(roomForButtons) > room)
        strip_->setWordy(false);
}

} // namespace custos::ui
