#include "ui/widgets/segmented.h"

#include "ui/theme/focus_ring.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QtMath>
#include <QToolButton>

namespace custos::ui {

namespace {

class Cell : public QToolButton {
public:
    explicit Cell(const QString& text, QWidget* parent)
        : QToolButton(parent) {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        setCornerRadius(*this, 4);
    }

    [[nodiscard]] QSize sizeHint() const override {
        const Theme& theme = Theme::of(this);
        const QFontMetricsF metrics(theme.font(TypeRole::Body, QFont::DemiBold));
        return {qCeil(metrics.horizontalAdvance(text())) + 2 * theme.px(11), theme.px(22)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const Tokens& c = theme.colours();
        QPainter painter(this);
        if (isChecked()) {
            drawBox(painter, rect(), theme.pxF(5), isEnabled() ? c.surface : c.surface2, c.lineStrong);
        }
        painter.setFont(theme.font(TypeRole::Body, isChecked() ? QFont::DemiBold : QFont::Medium));
        painter.setPen(!isEnabled() ? c.text3 : isChecked() || underMouse() ? c.text : c.text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

Segmented::Segmented(const QString& name, const QStringList& choices, QWidget* parent)
    : QWidget(parent)
    , group_(new QButtonGroup(this)) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const Theme& theme = Theme::of(this);
    auto* row = new QHBoxLayout(this);
    const int inset = theme.px(3);
    row->setContentsMargins(inset, inset, inset, inset);
    row->setSpacing(theme.px(2));
    for (int i = 0; i < choices.size(); ++i) {
        auto* cell = new Cell(choices.at(i), this);
        group_->addButton(cell, i);
        row->addWidget(cell);
    }
    setHeight(32);
    connect(group_, &QButtonGroup::idClicked, this, &Segmented::chosen);
    setCurrent(0);
}

int Segmented::current() const {
    return group_->checkedId();
}

void Segmented::setCurrent(int index) {
    if (QAbstractButton* button = group_->button(index)) {
        button->setChecked(true);
    }
}

void Segmented::setHeight(int atHundredPercent) {
    setFixedHeight(Theme::of(this).px(atHundredPercent));
}

void Segmented::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawBox(painter, rect(), theme.pxF(6), theme.colours().sunken, theme.colours().lineStrong);
}

} // namespace custos::ui
