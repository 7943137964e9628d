#pragma once

#include <QClipboard>
#include <QObject>
#include <QTimer>

namespace custos::app {

/// Takes back what Custos has put on the clipboard: 30 seconds after it was put there, on lock, at the
/// session's end, and when the guard goes, before the program's end hands it to the desktop's clipboard
/// manager. What was copied and what is selected have a time each. What somebody copied in another program is
/// left alone.
class ClipboardGuard : public QObject {
    Q_OBJECT
public:
    ClipboardGuard(QClipboard& clipboard, std::chrono::milliseconds after, QObject* parent = nullptr);
    explicit ClipboardGuard(QClipboard& clipboard, QObject* parent = nullptr);
    ~ClipboardGuard() override;

    void clearNow();

private:
    struct Content {
        QClipboard::Mode mode;
        bool (QClipboard::*isOurs)() const;
        QTimer timer{};
    };
    void guard(Content& content, void (QClipboard::*changed)(), std::chrono::milliseconds after);
    void clear(Content& content);

    QClipboard& clipboard_;
    Content copied_{QClipboard::Clipboard, &QClipboard::ownsClipboard};
    Content selected_{QClipboard::Selection, &QClipboard::ownsSelection};
};

} // namespace custos::app
