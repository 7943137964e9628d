#include "ui/widgets/banner.h"

#include "ui/theme/theme.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

Banner::Banner(Tone tone, Icon icon, const QString& sentence, QWidget* parent)
    : Surface(toneColours(tone).fill, parent)
    , tone_(tone)
    , sentence_(new Text(sentence, TypeRole::BodyMedium, toneColours(tone).ink))
    , clock_(new Chip(QString(), tone, Chip::Shape::Square))
    , act_(new Button(QString(), Button::Kind::Plain, Button::Size::Small)) {
    const Theme& theme = Theme::of(this);
    setEdges(Qt::BottomEdge, toneColours(tone).line);
    setMinimumHeight(theme.px(40));
    clock_->setOutlined(true);
    clock_->setGlyph(Icon::Clock);
    clock_->setHeight(26);
    sentence_->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6));
    row->setSpacing(theme.px(10));
    row->addWidget(new Glyph(icon, 17, toneColours(tone).ink));
    row->addWidget(sentence_, 1);
    row->addWidget(clock_);
    row->addWidget(act_);
    clock_->hide();
    act_->hide();
    connect(act_, &QAbstractButton::clicked, this, &Banner::acted);
    setAccessibleName(sentence);
}

void Banner::setSentence(const QString& sentence) {
    if (sentence == sentence_->text()) {
        return;
    }
    sentence_->setText(sentence);
    setAccessibleName(sentence);
    announce(*this, sentence);
}

QString Banner::sentence() const {
    return sentence_->text();
}

int Banner::gravity() const {
    return tone_ == Tone::Bad ? 2 : tone_ == Tone::Warn ? 1 : 0;
}

void Banner::setClock(const QString& clock) {
    clock_->setText(clock);
    clock_->setVisible(!clock.isEmpty());
}

void Banner::setAct(const QString& words, Icon icon) {
    act_->setText(words);
    act_->setGlyph(icon);
    act_->show();
}

Notice::Notice(Tone tone, Icon icon, QWidget* parent)
    : Surface(toneColours(tone).fill, parent)
    , glyph_(new Glyph(icon, 16, toneColours(tone).ink))
    , title_(new Text(QString(), TypeRole::H4, toneColours(tone).ink))
    , sentence_(new Text(QString(), TypeRole::Small, &Tokens::text)) {
    const Theme& theme = Theme::of(this);
    setBorder(toneColours(tone).line, 6);
    title_->setWordWrap(true);
    sentence_->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(theme.px(1));
    words->addWidget(title_);
    words->addWidget(sentence_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(13), theme.px(11), theme.px(13), theme.px(11));
    row->setSpacing(theme.px(8));
    auto* mark = new QVBoxLayout;
    mark->setContentsMargins(0, theme.px(1), 0, 0);
    mark->addWidget(glyph_);
    mark->addStretch();
    row->addLayout(mark);
    row->addLayout(words, 1);
}

void Notice::setMessage(const QString& title, const QString& sentence) {
    title_->setText(title);
    sentence_->setText(sentence);
    sentence_->setVisible(!sentence.isEmpty());
    setAccessibleName(title + QLatin1Char(' ') + sentence);
    announce(*this, title + QLatin1Char(' ') + sentence);
}

void Notice::setTone(Tone tone, Icon icon) {
    setFill(toneColours(tone).fill);
    setBorder(toneColours(tone).line, 6);
    glyph_->setIcon(icon, toneColours(tone).ink);
    title_->setInk(toneColours(tone).ink);
}

QString Notice::title() const {
    return title_->text();
}

QString Notice::sentence() const {
    return sentence_->text();
}

} // namespace custos::ui
