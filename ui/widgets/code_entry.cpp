#include "ui/widgets/code_entry.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QValidator>

namespace custos::ui {

namespace {

/// Corrects instead of refusing: a pasted "481 209 is your code" still leaves six digits.
class DigitsOnly : public QValidator {
public:
    using QValidator::QValidator;

    State validate(QString& input, int& position) const override {
        QString kept;
        int before = 0;
        for (int i = 0; i < input.size(); ++i) {
            const int value = input.at(i).digitValue();
            if (value < 0 || kept.size() == CodeEntry::digits) {
                continue;
            }
            kept += QChar(u'0' + value);
            before += i < position;
        }
        input = kept;
        position = before;
        return input.size() == CodeEntry::digits ? Acceptable : Intermediate;
    }
};

/// Long enough for a pasted sentence around the digits; the validator shortens.
constexpr int longestPaste = 64;

} // namespace

CodeEntry::CodeEntry(QWidget* parent)
    : QLineEdit(parent) {
    setMaxLength(longestPaste);
    setValidator(new DigitsOnly(this));
    setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::DefaultContextMenu);
    setCursor(Qt::IBeamCursor);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& code) {
        setInvalid(false);
        if (code.size() == digits) {
            Q_EMIT completed(code);
        }
    });
}

void CodeEntry::setInvalid(bool invalid) {
    setProperty("custosInvalid", invalid);
    update();
}

QSize CodeEntry::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(318), theme.px(52)};
}

QSize CodeEntry::minimumSizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(240), theme.px(52)};
}

QRect CodeEntry::cell(int index) const {
    const Theme& theme = Theme::of(this);
    const bool roomy = width() >= theme.px(318);
    const int gap = theme.px(roomy ? 8 : 6);
    const int middle = roomy ? theme.px(2) : 0;
    const int side = (width() - (digits - 1) * gap - middle) / digits;
    const int x = index * (side + gap) + (index >= digits / 2 ? middle : 0);
    return {x, 0, side, height()};
}

int CodeEntry::indexAt(const QPoint& position) const {
    for (int i = 0; i < digits; ++i) {
        if (position.x() <= cell(i).right()) {
            return qMin<int>(i, int(text().size()));
        }
    }
    return int(text().size());
}

void CodeEntry::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(Theme::of(this).font(TypeRole::Count));
    for (int i = 0; i < digits; ++i) {
        paintCell(painter, i);
    }
}

void CodeEntry::paintCell(QPainter& painter, int index) const {
    const Theme& theme = Theme::of(this);
    const Tokens& c = theme.colours();
    const QRect box = cell(index);
    const bool invalid = property("custosInvalid").toBool();
    const bool caret = hasFocus() && isEnabled() && qMin(cursorPosition(), digits - 1) == index;
    const bool selected =
        hasSelectedText() && index >= selectionStart() && index < selectionStart() + selectionLength();
    const QColor edge = invalid ? c.bad : caret ? c.accent : isEnabled() ? c.control : c.line;
    const QColor fill = selected ? c.soft : isEnabled() ? c.surface : c.surface2;
    drawBox(painter, box, theme.pxF(6), fill, edge, caret || invalid ? theme.px(2) : 1);
    if (index < text().size()) {
        painter.setPen(isEnabled() ? c.text : c.text3);
        painter.drawText(box, Qt::AlignCenter, text().mid(index, 1));
    }
    if (caret && cursorPosition() == index && !hasSelectedText()) {
        const int tall = theme.px(24);
        const bool empty = index >= text().size();
        const int x = empty ? box.center().x() : box.left() + theme.px(8);
        painter.fillRect(QRect(x, box.center().y() - tall / 2 + 1, qMax(1, theme.px(1)), tall), c.text);
    }
}

void CodeEntry::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        setCursorPosition(indexAt(event->position().toPoint()));
    }
}

void CodeEntry::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        cursorForward(true, indexAt(event->position().toPoint()) - cursorPosition());
    }
}

} // namespace custos::ui
