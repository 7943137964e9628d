#include "ui/widgets/drop_question.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::DropQuestion)
};

} // namespace

QWidget* askBeforeDropping(QWidget& host, const QString& sentence, const QString& act,
                           const std::function<void()>& drop, QWidget* unread) {
    const Theme& theme = Theme::of(&host);
    auto* dialog = new Dialog(host, Words::tr("Drop what is not booked?"), 420);
    auto* words = new Text(sentence, TypeRole::Body, &Tokens::text2);
    words->setWordWrap(true);
    auto* stay = new Button(Words::tr("Stay"), Button::Kind::Plain);
    auto* go = new Button(act, Button::Kind::DangerConfirm);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme.px(8));
    row->addStretch(1);
    row->addWidget(stay);
    row->addWidget(go);
    dialog->content().addWidget(words);
    dialog->content().addLayout(row);
    QObject::connect(stay, &QAbstractButton::clicked, dialog, &Dialog::close);
    QObject::connect(go, &QAbstractButton::clicked, dialog, [dialog, drop] {
        dialog->closeForGood();
        drop();
    });
    if (unread)
        dialog->hideMeanwhile(*unread);
    dialog->open();
    stay->setFocus(Qt::OtherFocusReason);
    return dialog;
}

} // namespace custos::ui
