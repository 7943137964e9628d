#include "ui/widgets/field.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

constexpr const char* invalidProperty = "custosInvalid"; // CustosStyle reads it

class EyeButton : public QAbstractButton {
public:
    explicit EyeButton(QWidget* parent)
        : QAbstractButton(parent) {
        setCheckable(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
    }

    [[nodiscard]] QSize sizeHint() const override {
        const int side = Theme::of(this).px(24);
        return {side, side};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        const int size = theme.px(16);
        QPainter painter(this);
        const QColor ink = underMouse() ? theme.colours().text : theme.colours().text2;
        const QRect box((width() - size) / 2, (height() - size) / 2, size, size);
        drawIcon(painter, box, isChecked() ? Icon::EyeOff : Icon::Eye, ink);
    }
};

} // namespace

LineEdit::LineEdit(Height height, QWidget* parent)
    : QLineEdit(parent)
    , height_(height) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    applyTheme();
}

void LineEdit::applyTheme() {
    const Theme& theme = Theme::of(this);
    QFont font = theme.font(height_ == Height::Large ? TypeRole::Large : TypeRole::Body);
    if (echoMode() == QLineEdit::Password) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, theme.pxF(2));
    }
    setFont(font);
    // QLineEdit keeps 3 px of its own at each side.
    const int side = theme.px(height_ == Height::Large ? 13 : 11) - 3;
    setTextMargins(side, 0, eye_ ? theme.px(34) : side, 0);
}

void LineEdit::setInvalid(bool invalid) {
    setProperty(invalidProperty, invalid);
    update();
}

bool LineEdit::isInvalid() const {
    return property(invalidProperty).toBool();
}

void LineEdit::makePassword() {
    setEchoMode(QLineEdit::Password);
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setAttribute(Qt::WA_InputMethodEnabled, false);
    setContextMenuPolicy(Qt::NoContextMenu);
    eye_ = new EyeButton(this);
    eye_->setAccessibleName(tr("Show password"));
    connect(eye_, &QAbstractButton::toggled, this, [this](bool shown) {
        setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        eye_->setAccessibleName(shown ? tr("Hide password") : tr("Show password"));
        applyTheme();
    });
    applyTheme();
}

QSize LineEdit::sizeHint() const {
    const Theme& theme = Theme::of(this);
    return {theme.px(190), theme.px(height_ == Height::Large ? 40 : 32)};
}

QSize LineEdit::minimumSizeHint() const {
    return {Theme::of(this).px(80), sizeHint().height()};
}

void LineEdit::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    if (eye_) {
        const QSize size = eye_->sizeHint();
        const int side = Theme::of(this).px(6);
        eye_->setGeometry(width() - side - size.width(), (height() - size.height()) / 2, size.width(),
                          size.height());
    }
}

void LineEdit::keyPressEvent(QKeyEvent* event) {
    const QString typed = event->text();
    if (typed.size() == 1 && typed.at(0).isLetter() && typed.at(0).toUpper() != typed.at(0).toLower()) {
        const bool shift = event->modifiers() & Qt::ShiftModifier;
        Q_EMIT capsLockSeen(typed.at(0).isUpper() != shift);
    }
    QLineEdit::keyPressEvent(event);
}

void LineEdit::changeEvent(QEvent* event) {
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::StyleChange) {
        applyTheme();
    }
}

Field::Field(const QString& label, LineEdit::Height height, QWidget* parent)
    : QWidget(parent)
    , head_(new QHBoxLayout)
    , edit_(new LineEdit(height))
    , errorRow_(new QWidget)
    , error_(new Text(QString(), TypeRole::Small, &Tokens::bad))
    , help_(new Text(QString(), TypeRole::Small, &Tokens::text2)) {
    const Theme& theme = Theme::of(this);
    auto* name = new Text(label, TypeRole::SmallMedium, &Tokens::text2);
    name->setBuddy(edit_);
    edit_->setAccessibleName(label);
    head_->setContentsMargins(0, 0, 0, 0);
    head_->setSpacing(theme.px(6));
    head_->addWidget(name);
    head_->addStretch();
    auto* errorLine = new QHBoxLayout(errorRow_);
    errorLine->setContentsMargins(0, 0, 0, 0);
    errorLine->setSpacing(theme.px(5));
    errorLine->addWidget(new Glyph(Icon::Warn, 13, &Tokens::bad), 0, Qt::AlignTop);
    errorLine->addWidget(error_, 1);
    error_->setWordWrap(true);
    help_->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    column->addLayout(head_);
    column->addWidget(edit_);
    column->addWidget(errorRow_);
    column->addWidget(help_);
    errorRow_->hide();
    help_->hide();
    setFocusProxy(edit_);
}

void Field::makePassword() {
    edit_->makePassword();
    connect(edit_, &LineEdit::capsLockSeen, this, &Field::showCapsLock);
}

void Field::showCapsLock(bool on) {
    if (!caps_ && on) {
        caps_ = new QWidget;
        auto* row = new QHBoxLayout(caps_);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::of(this).px(5));
        row->addWidget(new Glyph(Icon::Info, 13, &Tokens::warn));
        row->addWidget(new Text(tr("Caps Lock is on"), TypeRole::Small, &Tokens::warn));
        head_->addWidget(caps_);
    }
    if (caps_) {
        caps_->setVisible(on);
    }
    describe();
}

void Field::setHelp(const QString& sentence) {
    help_->setText(sentence);
    help_->setVisible(!sentence.isEmpty() && errorRow_->isHidden());
    describe();
}

void Field::setGauge(QWidget* gauge) {
    static_cast<QVBoxLayout*>(layout())->insertWidget(layout()->indexOf(edit_) + 1, gauge);
}

void Field::setError(const QString& sentence) {
    error_->setText(sentence);
    errorRow_->setVisible(true);
    help_->hide();
    edit_->setInvalid(true);
    describe();
}

void Field::clearError() {
    errorRow_->hide();
    help_->setVisible(!help_->text().isEmpty());
    edit_->setInvalid(false);
    describe();
}

void Field::describe() {
    QStringList parts;
    if (!errorRow_->isHidden()) {
        parts << error_->text();
    } else if (!help_->text().isEmpty()) {
        parts << help_->text();
    }
    if (caps_ && !caps_->isHidden()) {
        parts << tr("Caps Lock is on");
    }
    edit_->setAccessibleDescription(parts.join(QLatin1Char(' ')));
}

void Field::wipe() {
    takeText(*edit_).fill(QChar());
}

QString takeText(QLineEdit& edit) {
    QString text = edit.text();
    edit.setText(QString()); // also drops the undo history
    return text;
}

} // namespace custos::ui
