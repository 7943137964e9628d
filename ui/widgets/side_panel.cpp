#include "ui/widgets/side_panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr int oneColumnBelow = 1180;
constexpr int widestOver = 560; // a line longer than that is hard to read
constexpr int barHeight = 44;

} // namespace

bool isOneColumn(const QWidget& widget) {
    return widget.window()->width() < Theme::of(&widget).px(oneColumnBelow);
}

SidePanel::SidePanel(QWidget* panel, QWidget* parent)
    : Surface(&Tokens::surface, parent)
    , panel_(panel)
    , bar_(makeBar()) {
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(panel_, 1);
    row->addStretch(0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addLayout(row, 1);
    bar_->hide();
}

Surface* SidePanel::makeBar() {
    const Theme& theme = Theme::of(this);
    auto* bar = new Surface(&Tokens::surface);
    bar->setEdges(Qt::BottomEdge);
    bar->setFixedHeight(theme.px(barHeight));
    auto* back = new Button(tr("Back"), Button::Kind::Plain, Button::Size::Small);
    back->setGlyph(Icon::ChevronLeft);
    back->setKeyCap(Qt::Key_Escape);
    connect(back, &QAbstractButton::clicked, this, &SidePanel::backRequested);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(theme.px(16), 0, theme.px(16), 1);
    row->addWidget(back);
    row->addStretch(1);
    return bar;
}

void SidePanel::addToBar(QWidget* control) {
    bar_->layout()->addWidget(control);
}

void SidePanel::place(bool over, int width) {
    const Theme& theme = Theme::of(this);
    bar_->setVisible(over);
    panel_->setMaximumWidth(over ? theme.px(widestOver) : QWIDGETSIZE_MAX);
    setMinimumWidth(over ? 0 : theme.px(width));
    setMaximumWidth(over ? QWIDGETSIZE_MAX : theme.px(width));
}

} // namespace custos::ui
