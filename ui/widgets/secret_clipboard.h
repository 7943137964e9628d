#pragma once

#include <QByteArray>
#include <QObject>

#include <chrono>

class QTimer;

namespace custos::ui {

/// Lends a secret to the clipboard: marked so that clipboard histories leave it out, and taken back
/// after 30 s or when this object goes, unless something else has been copied since.
class SecretClipboard : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::seconds lending{30};

    explicit SecretClipboard(QObject* parent, std::chrono::milliseconds life = lending);
    ~SecretClipboard() override;

    void copy(const QString& secret);
    void takeBack();

private:
    QTimer* end_;
    QByteArray digest_; ///< of what was lent, so that the secret itself is not kept here
};

} // namespace custos::ui
