#pragma once

#include "ui/theme/icons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/surface.h"

namespace custos::ui {

class Button;
class Glyph;
class Text;

/// A sentence across the whole window: what happened, then a clock, then one act. It is 40 px high, and
/// higher where the sentence has to wrap: what it asks for stands at its end. It is announced when it
/// appears and when its sentence changes, never for its clock.
class Banner : public Surface {
    Q_OBJECT

public:
    Banner(Tone tone, Icon icon, const QString& sentence, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    /// "30:12 old", in a label of its own; empty hides it.
    void setClock(const QString& clock);
    /// The one act; pressing it emits `acted`.
    void setAct(const QString& words, Icon icon);
    [[nodiscard]] QString sentence() const;
    /// Of two banners the graver has the higher.
    [[nodiscard]] int gravity() const;

Q_SIGNALS:
    void acted();

private:
    Tone tone_;
    Text* sentence_;
    Chip* clock_;
    Button* act_;
};

/// A boxed message inside a card: a title in its tone and a sentence.
class Notice : public Surface {
    Q_OBJECT

public:
    Notice(Tone tone, Icon icon, QWidget* parent = nullptr);

    void setMessage(const QString& title, const QString& sentence);
    void setTone(Tone tone, Icon icon);
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString sentence() const;

private:
    Glyph* glyph_;
    Text* title_;
    Text* sentence_;
};

} // namespace custos::ui
