#include "app/session/clipboard_guard.h"

namespace custos::app {

ClipboardGuard::ClipboardGuard(QClipboard& clipboard, std::chrono::milliseconds after, QObject* parent)
    : QObject(parent)
    , clipboard_(clipboard) {
    guard(copied_, &QClipboard::dataChanged, after);
    guard(selected_, &QClipboard::selectionChanged, after);
}

ClipboardGuard::ClipboardGuard(QClipboard& clipboard, QObject* parent)
    : ClipboardGuard(clipboard, std::chrono::seconds(30), parent) {}

ClipboardGuard::~ClipboardGuard() {
    clearNow();
}

void ClipboardGuard::guard(Content& content, void (QClipboard::*changed)(), std::chrono::milliseconds after) {
    content.timer.setSingleShot(true);
    content.timer.setInterval(after);
    connect(&content.timer, &QTimer::timeout, this, [this, &content] { clear(content); });
    connect(&clipboard_, changed, this, [this, &content] {
        if ((clipboard_.*content.isOurs)())
            content.timer.start();
    });
}

void ClipboardGuard::clear(Content& content) {
    if ((clipboard_.*content.isOurs)())
        clipboard_.clear(content.mode);
    content.timer.stop();
}

void ClipboardGuard::clearNow() {
    clear(copied_);
    clear(selected_);
}

} // namespace custos::app
