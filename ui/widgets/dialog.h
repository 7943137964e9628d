#pragma once

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace custos::ui {

class Surface;

/// A dialog inside the window: a scrim over the page and a card above it. Tab stays inside, Esc
/// closes, and focus goes back to where it was. There is no nested event loop: `open()` returns at
/// once. The host owns it; it deletes itself when it closes.
class Dialog : public QWidget {
    Q_OBJECT

public:
    /// `width` in px at 100 %.
    Dialog(QWidget& host, const QString& title, int width);

    [[nodiscard]] QVBoxLayout& content() { return *content_; }
    void open();
    void close();

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Surface* card_;
    QVBoxLayout* content_;
    QPointer<QWidget> before_;
};

} // namespace custos::ui
