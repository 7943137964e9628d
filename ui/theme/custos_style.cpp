#include "ui/theme/custos_style.h"

#include "ui/theme/focus_ring.h"
#include "ui/theme/icons.h"
#include "ui/theme/painting.h"

#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QToolTip>

namespace custos::ui {

namespace {

/// A widget in error says so by this property, which also reaches assistive technology through its
/// description; see Field.
bool isInvalid(const QWidget* widget) {
    return widget && widget->property("custosInvalid").toBool();
}

void drawFieldPanel(QPainter& painter, const QStyleOption& option, const Theme& theme, bool invalid) {
    const Tokens& c = theme.colours();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focused = option.state & QStyle::State_HasFocus;
    const QColor ring = invalid ? c.bad : c.accent;
    const bool strong = enabled && (invalid || focused);
    const QColor border = strong ? ring : enabled ? c.control : c.line;
    drawBox(painter, option.rect, theme.pxF(6), enabled ? c.surface : c.surface2, border,
            strong ? theme.px(2) : 1);
}

void drawCheckBox(QPainter& painter, const QStyleOption& option, const Theme& theme) {
    const Tokens& c = theme.colours();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool checked = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor ground = enabled ? c.accent : c.line;
    const QColor empty = enabled ? c.surface : c.surface2;
    const bool hover = option.state & QStyle::State_MouseOver && enabled;
    const QColor edge = checked ? ground : hover ? c.text2 : enabled ? c.control : c.line;
    drawBox(painter, option.rect, theme.pxF(4), checked ? ground : empty, edge);
    if (!checked) {
        return;
    }
    const QColor ink = enabled ? c.onAccent : c.text3;
    if (option.state & QStyle::State_NoChange) {
        painter.fillRect(option.rect.adjusted(theme.px(4), theme.px(7), -theme.px(4), -theme.px(7)), ink);
        return;
    }
    const QRectF box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5);
    drawIcon(painter, box, Icon::Check, ink);
}

void drawRadioButton(QPainter& painter, const QStyleOption& option, const Theme& theme) {
    const Tokens& c = theme.colours();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool checked = option.state & QStyle::State_On;
    const QColor edge = enabled ? (checked ? c.accent : c.control) : c.line;
    drawBox(painter, option.rect, option.rect.height() / 2.0, enabled ? c.surface : c.surface2, edge,
            checked ? theme.pxF(5) : 1);
}

void drawTip(QPainter& painter, const QStyleOption& option, const Theme& theme) {
    const Tokens& c = theme.colours();
    painter.fillRect(option.rect, c.control);
    painter.fillRect(option.rect.adjusted(1, 1, -1, -1), c.surface);
}

void drawHeaderSection(QPainter& painter, const QStyleOption& option, const Theme& theme) {
    const Tokens& c = theme.colours();
    painter.fillRect(option.rect, c.surface2);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.line);
}

void drawMenuItem(QPainter& painter, const QStyleOptionMenuItem& option, const Theme& theme) {
    const Tokens& c = theme.colours();
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(option.rect.left(), option.rect.center().y(), option.rect.width(), 1, c.line);
        return;
    }
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool selected = option.state & QStyle::State_Selected && enabled;
    if (selected) {
        drawBox(painter, option.rect.adjusted(theme.px(4), 0, -theme.px(4), 0), theme.pxF(5), c.soft,
                QColor(), 0);
    }
    const QRect inner = option.rect.adjusted(theme.px(12), 0, -theme.px(12), 0);
    const QStringList parts = option.text.split(QLatin1Char('\t'));
    const int icon = theme.px(15);
    QRect text = inner;
    if (option.menuHasCheckableItems || option.maxIconWidth > 0) {
        text.setLeft(inner.left() + icon + theme.px(8));
    }
    const QRect mark(inner.left(), inner.center().y() - icon / 2, icon, icon);
    if (option.checked) {
        drawIcon(painter, mark, Icon::Check, c.accent);
    } else if (!option.icon.isNull()) {
        option.icon.paint(&painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter.setFont(theme.font(TypeRole::Body));
    painter.setPen(enabled ? c.text : c.text3);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, parts.value(0));
    if (parts.size() > 1) {
        QString cap = parts.value(1);
        cap.replace(QLatin1Char('+'), QLatin1Char(' '));
        const QSizeF size = keyCapSize(cap, theme);
        const QRectF box(inner.right() - size.width() + 1, inner.center().y() - size.height() / 2 + 1,
                         size.width(), size.height());
        drawKeyCap(painter, box, cap, theme);
    }
}

void drawComboBox(QPainter& painter, const QStyleOptionComboBox& option, const Theme& theme, bool invalid) {
    drawFieldPanel(painter, option, theme, invalid);
    const Tokens& c = theme.colours();
    const int icon = theme.px(14);
    const QRect arrow(option.rect.right() - theme.px(10) - icon, option.rect.center().y() - icon / 2, icon,
                      icon);
    drawIcon(painter, arrow, Icon::ChevronDown, option.state & QStyle::State_Enabled ? c.text2 : c.text3);
}

void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& thumb,
                   const Theme& theme) {
    const Tokens& c = theme.colours();
    if (option.maximum <= option.minimum) {
        return;
    }
    const int width = theme.px(6);
    QRectF box = thumb;
    if (option.orientation == Qt::Vertical) {
        box = QRectF(thumb.center().x() + 1 - width / 2.0, thumb.top(), width, thumb.height());
    } else {
        box = QRectF(thumb.left(), thumb.center().y() + 1 - width / 2.0, thumb.width(), width);
    }
    const bool held = option.state & (QStyle::State_Sunken | QStyle::State_MouseOver);
    drawBox(painter, box, width / 2.0, held ? c.control : c.lineStrong, QColor(), 0);
}

} // namespace

CustosStyle::CustosStyle(const Theme& theme)
    : QProxyStyle(QStringLiteral("Fusion"))
    , theme_(theme) {}

void CustosStyle::setTheme(const Theme& theme) {
    theme_ = theme;
    apply();
}

void CustosStyle::apply() {
    QApplication::setPalette(theme_.palette());
    QApplication::setFont(theme_.font(TypeRole::Body));
    QToolTip::setPalette(theme_.palette());
    QToolTip::setFont(theme_.font(TypeRole::Small));
    const auto widgets = QApplication::allWidgets();
    for (QWidget* widget : widgets) {
        QEvent change(QEvent::StyleChange);
        QCoreApplication::sendEvent(widget, &change);
        widget->update();
    }
}

CustosStyle* installTheme(QApplication& application, const Theme& theme) {
    auto* style = new CustosStyle(theme);
    QApplication::setStyle(style);
    style->setTheme(theme);
    new FocusRing(application);
    return style;
}

void CustosStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
    switch (element) {
    case PE_PanelLineEdit:
        return drawFieldPanel(*painter, *option, theme_, isInvalid(widget));
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
        return; // the panel has its edge; focus is the ring's, see FocusRing
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawCheckBox(*painter, *option, theme_);
    case PE_IndicatorRadioButton:
        return drawRadioButton(*painter, *option, theme_);
    case PE_PanelTipLabel:
    case PE_PanelMenu:
        return drawTip(*painter, *option, theme_);
    case PE_FrameMenu:
        return;
    case PE_Frame:
        return drawBox(*painter, option->rect, 0, QColor(), theme_.colours().line);
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void CustosStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
    if (element == CE_MenuItem) {
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            return drawMenuItem(*painter, *item, theme_);
        }
    }
    if (element == CE_ItemViewItem) {
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            // A selected row is tinted and keeps its ink; full accent is for what acts.
            QStyleOptionViewItem tinted(*item);
            tinted.palette.setColor(QPalette::Highlight, theme_.colours().soft);
            tinted.palette.setColor(QPalette::HighlightedText, theme_.colours().text);
            return QProxyStyle::drawControl(element, &tinted, painter, widget);
        }
    }
    if (element == CE_MenuEmptyArea) {
        return;
    }
    if (element == CE_HeaderSection || element == CE_HeaderEmptyArea) {
        return drawHeaderSection(*painter, *option, theme_);
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void CustosStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                     QPainter* painter, const QWidget* widget) const {
    if (control == CC_ComboBox) {
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            return drawComboBox(*painter, *combo, theme_, isInvalid(widget));
        }
    }
    if (control == CC_ScrollBar) {
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            const QRect thumb = proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
            return drawScrollBar(*painter, *slider, thumb, theme_);
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect CustosStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const {
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) {
        return option->rect.adjusted(theme_.px(10), 1, -theme_.px(30), -1);
    }
    if (control != CC_ScrollBar) {
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    const bool vertical = slider && slider->orientation == Qt::Vertical;
    if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine) {
        return {};
    }
    if (!slider || part == SC_ScrollBarGroove) {
        return option->rect;
    }
    const int length = vertical ? option->rect.height() : option->rect.width();
    const int range = slider->maximum - slider->minimum;
    const int thumb = range <= 0 ? length
                                 : qBound(theme_.px(24),
                                          int(qint64(length) * slider->pageStep / (range + slider->pageStep)),
                                          qMax(length, theme_.px(24)));
    const int start = sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition,
                                              length - thumb, slider->upsideDown);
    const QRect& r = option->rect;
    switch (part) {
    case SC_ScrollBarSlider:
        return vertical ? QRect(r.left(), r.top() + start, r.width(), thumb)
                        : QRect(r.left() + start, r.top(), thumb, r.height());
    case SC_ScrollBarSubPage:
        return vertical ? QRect(r.left(), r.top(), r.width(), start)
                        : QRect(r.left(), r.top(), start, r.height());
    case SC_ScrollBarAddPage:
        return vertical ? QRect(r.left(), r.top() + start + thumb, r.width(), length - start - thumb)
                        : QRect(r.left() + start + thumb, r.top(), length - start - thumb, r.height());
    default:
        return {};
    }
}

QSize CustosStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                    const QWidget* widget) const {
    if (type == CT_MenuItem) {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator) {
            return {size.width(), theme_.px(9)};
        }
        return {size.width() + theme_.px(64), theme_.px(30)};
    }
    if (type == CT_ItemViewItem) {
        const QSize natural = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {natural.width(), qMax(natural.height(), theme_.px(28))};
    }
    if (type == CT_ComboBox) {
        return {size.width() + theme_.px(42), theme_.px(32)};
    }
    if (type == CT_CheckBox || type == CT_RadioButton) {
        const QSize natural = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {natural.width(), qMax(natural.height(), theme_.px(24))};
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int CustosStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return theme_.px(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return theme_.px(8);
    case PM_ScrollBarExtent:
        return theme_.px(10);
    case PM_ScrollBarSliderMin:
        return theme_.px(24);
    case PM_MenuVMargin:
        return theme_.px(6);
    case PM_MenuPanelWidth:
    case PM_ToolTipLabelFrameWidth:
        return metric == PM_MenuPanelWidth ? 1 : theme_.px(6);
    case PM_TextCursorWidth:
        return qMax(1, theme_.px(1));
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return theme_.px(FocusRing::reach);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int CustosStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* answer) const {
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022;
    case SH_LineEdit_PasswordMaskDelay: // no character of a password is ever shown while it is typed
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

} // namespace custos::ui
