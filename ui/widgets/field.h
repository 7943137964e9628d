#pragma once

#include <QLineEdit>
#include <QWidget>

class QAbstractButton;
class QHBoxLayout;

namespace custos::ui {

class Text;

/// A line of input in the design's measures; `Field` puts label and help around it.
class LineEdit : public QLineEdit {
    Q_OBJECT

public:
    enum class Height { Medium, Large };

    explicit LineEdit(Height height, QWidget* parent = nullptr);

    /// The bad border, and nothing else; the words belong to the field or to a notice above it.
    void setInvalid(bool invalid);
    [[nodiscard]] bool isInvalid() const;
    /// Hides what is typed and offers an eye that shows it.
    void makePassword();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// What the last letter typed says about Caps Lock. Qt cannot ask the keyboard.
    void capsLockSeen(bool on);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    Height height_;
    QAbstractButton* eye_ = nullptr;
};

/// A labelled line of input: label above (its buddy), help or error below. The error is a triangle and
/// a sentence, and is the input's accessible description.
class Field : public QWidget {
    Q_OBJECT

public:
    Field(const QString& label, LineEdit::Height height, QWidget* parent = nullptr);

    [[nodiscard]] LineEdit& edit() { return *edit_; }
    [[nodiscard]] QString text() const { return edit_->text(); }
    void makePassword();
    void setHelp(const QString& sentence);
    /// Puts something between the input and its help. The field owns it.
    void setGauge(QWidget* gauge);
    void setError(const QString& sentence);
    void clearError();
    /// Empties the input and overwrites what it held, as far as Qt lets go of it.
    void wipe();

private:
    void showCapsLock(bool on);
    void describe();

    QHBoxLayout* head_;
    LineEdit* edit_;
    QWidget* caps_ = nullptr;
    QWidget* errorRow_;
    Text* error_;
    Text* help_;
};

/// Takes the text of an input and leaves it empty, with no undo to bring it back.
[[nodiscard]] QString takeText(QLineEdit& edit);

} // namespace custos::ui
