#include "app/session/clipboard_guard.h"

#include <QClipboard>

namespace custos::app {

ClipboardGuard::ClipboardGuard(QClipboard& clipboard, std::chrono::milliseconds after, QObject* parent)
    : QObject(parent)
    , clipboard_(clipboard) {
    timer_.setSingleShot(true);
    timer_.setInterval(after);
    connect(&timer_, &QTimer::timeout, this, &ClipboardGuard::clearNow);
    connect(&clipboard_, &QClipboard::dataChanged, this, &ClipboardGuard::onFilled);
    connect(&clipboard_, &QClipboard::selectionChanged, this, &ClipboardGuard::onFilled);
}

ClipboardGuard::ClipboardGuard(QClipboard& clipboard, QObject* parent)
    : ClipboardGuard(clipboard, std::chrono::seconds(30), parent) {}

void ClipboardGuard::onFilled() {
    if (clipboard_.ownsClipboard() || clipboard_.ownsSelection())
        timer_.start();
}

void ClipboardGuard::clearNow() {
    if (clipboard_.ownsClipboard())
        clipboard_.clear(QClipboard::Clipboard);
    if (clipboard_.ownsSelection())
        clipboard_.clear(QClipboard::Selection);
    timer_.stop();
}

} // namespace custos::app
