#pragma once

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QWidget>

#include <optional>

namespace custos::ui {

/// What a small coloured thing means; banner, chip and notice share the words.
enum class Tone { Neutral, Ok, Warn, Bad, Info, Accent };

/// The three colours of a tone.
struct ToneColours {
    Ink ink;
    Ink fill;
    Ink line;
};
[[nodiscard]] ToneColours toneColours(Tone tone);

/// A word with a glyph on a coloured ground, 22 px high; never the only carrier of its meaning by
/// colour. Shows its text plain and is read out as it stands.
class Chip : public QWidget {
    Q_OBJECT
    Q_PROPERTY(QString text READ text)

public:
    enum class Shape { Round, Square };

    Chip(const QString& text, Tone tone, Shape shape = Shape::Round, QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const { return text_; }
    void setTone(Tone tone);
    void setGlyph(Icon icon);
    /// Status colours in place of a tone's.
    void setStatus(StatusColours Tokens::*status, Icon glyph);
    /// Border in the tone's line colour and the surface as ground, for a chip on a banner.
    void setOutlined(bool outlined);
    void setHeight(int atHundredPercent);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_;
    Tone tone_;
    Shape shape_;
    std::optional<Icon> glyph_;
    StatusColours Tokens::*status_ = nullptr;
    bool outlined_ = false;
    int height_ = 22;
};

} // namespace custos::ui
