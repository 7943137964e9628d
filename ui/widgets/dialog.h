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
    /// Hides `below` for as long as this is open, so that nobody reads it over a shoulder: a scrim only
    /// dims. Its room stays, and it is back before the focus is. Before `open`.
    void hideMeanwhile(QWidget& below);
    void open();
    void close();
    /// Closes, and brings back neither what it hid nor the focus: all that is about to go.
    void closeForGood();

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
    QPointer<QWidget> hidden_;
};

} // namespace custos::ui
