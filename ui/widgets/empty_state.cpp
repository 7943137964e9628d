#include "ui/widgets/empty_state.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/text.h"

#include <QVBoxLayout>

namespace custos::ui {

EmptyState::EmptyState(Icon icon, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent) {
    const Theme& theme = Theme::of(this);
    auto* column = new QVBoxLayout(this);
    column->setAlignment(Qt::AlignCenter);
    column->setSpacing(theme.px(2));
    auto* words = new Text(sentence, TypeRole::Small, &Tokens::text2);
    words->setAlignment(Qt::AlignHCenter);
    words->setWordWrap(true);
    column->addStretch();
    column->addWidget(new Glyph(icon, 24, &Tokens::text2), 0, Qt::AlignHCenter);
    column->addSpacing(theme.px(6));
    column->addWidget(new Text(title, TypeRole::H4), 0, Qt::AlignHCenter);
    column->addWidget(words);
    column->addStretch();
    setAccessibleName(title + QLatin1Char(' ') + sentence);
}

Button* EmptyState::setAct(const QString& words) {
    auto* button = new Button(words, Button::Kind::Plain, Button::Size::Small);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertSpacing(column->count() - 1, Theme::of(this).px(6));
    column->insertWidget(column->count() - 1, button, 0, Qt::AlignHCenter);
    connect(button, &QAbstractButton::clicked, this, &EmptyState::acted);
    return button;
}

} // namespace custos::ui
