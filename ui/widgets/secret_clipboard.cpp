#include "ui/widgets/secret_clipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>

namespace custos::ui {

namespace {

QByteArray digest(const QString& text) {
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

SecretClipboard::SecretClipboard(QObject* parent, std::chrono::milliseconds life)
    : QObject(parent)
    , end_(new QTimer(this)) {
    end_->setSingleShot(true);
    end_->setInterval(life);
    connect(end_, &QTimer::timeout, this, &SecretClipboard::takeBack);
}

SecretClipboard::~SecretClipboard() {
    takeBack();
}

void SecretClipboard::copy(const QString& secret) {
    auto* data = new QMimeData;
    data->setText(secret);
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    QGuiApplication::clipboard()->setMimeData(data);
    digest_ = digest(secret);
    end_->start();
}

void SecretClipboard::takeBack() {
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (clipboard && !digest_.isEmpty() && digest(clipboard->text()) == digest_) {
        clipboard->clear();
    }
    digest_.clear();
    end_->stop();
}

} // namespace custos::ui
