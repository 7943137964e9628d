#include "ui/shell/key_list.h"

#include "ui/theme/painting.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::KeyList)
};

class KeyCap : public QWidget {
public:
    explicit KeyCap(const QString& text)
        : text_(text) {
        setFixedSize(keyCapSize(text, Theme::of(this)).toSize());
        setAccessibleName(text);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        drawKeyCap(painter, rect(), text_, Theme::of(this));
    }

private:
    QString text_;
};

} // namespace

void showKeyList(QWidget& host, const QList<KeyHint>& keys) {
    auto* dialog = new Dialog(host, Words::tr("All keys"), 560);
    const Theme& theme = Theme::of(dialog);
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(theme.px(8));
    grid->setHorizontalSpacing(theme.px(16));
    const int rows = int(keys.size() + 1) / 2;
    for (int i = 0; i < keys.size(); ++i) {
        const int column = i < rows ? 0 : 2;
        auto* act = new Text(keys.at(i).act, TypeRole::Body);
        act->setWordWrap(true);
        grid->addWidget(new KeyCap(keyCapText(keys.at(i).keys)), i % rows, column,
                        Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(act, i % rows, column + 1, Qt::AlignTop);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    dialog->content().addLayout(grid);
    dialog->open();
}

} // namespace custos::ui
