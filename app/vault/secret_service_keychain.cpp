#include "app/vault/secret_service_keychain.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPromise>
#include <qt6keychain/keychain.h>
#include <QTimer>

namespace custos::app {
namespace {

const QString service = QStringLiteral("custos");

template<class T>
using Promise = std::shared_ptr<QPromise<Result<T, Keychain::Failure>>>;

template<class T>
Promise<T> newPromise() {
    auto promise = std::make_shared<QPromise<Result<T, Keychain::Failure>>>();
    promise->start();
    return promise;
}

/// The first word counts: what comes after a timeout is not heard any more.
template<class T>
void settle(const Promise<T>& promise, Result<T, Keychain::Failure> result) {
    if (promise->future().isFinished())
        return;
    promise->addResult(std::move(result));
    promise->finish();
}

template<class T>
void settle(const Promise<T>& promise, Keychain::Failure failure) {
    settle<T>(promise, Result<T, Keychain::Failure>(unexpected<Keychain::Failure>(failure)));
}

QDBusMessage callTo(const QString& path, const QString& interface, const QString& method) {
    return QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path, interface, method);
}

Keychain::Failure failureOf(QKeychain::Error error) {
    return error == QKeychain::AccessDeniedByUser || error == QKeychain::AccessDenied
               ? Keychain::Failure::Locked
               : Keychain::Failure::Unavailable;
}

} // namespace

SecretServiceKeychain::SecretServiceKeychain(std::chrono::milliseconds patience, QObject* parent)
    : QObject(parent)
    , patience_(patience) {
    qDBusRegisterMetaType<QMap<QString, QString>>();
}

SecretServiceKeychain::SecretServiceKeychain(QObject* parent)
    : SecretServiceKeychain(std::chrono::seconds(5), parent) {}

QFuture<Result<Keychain::Secret, Keychain::Failure>> SecretServiceKeychain::read(const QString& name) {
    auto promise = newPromise<Secret>();
    look(name).then(this, [this, name, promise](const Result<Found, Failure>& found) {
        if (!found)
            return settle<Secret>(promise, found.error());
        if (*found == Found::Nothing)
            return settle<Secret>(promise, Secret());
        readEntry(name).then(
            this, [promise](const Result<Secret, Failure>& secret) { settle<Secret>(promise, secret); });
    });
    return promise->future();
}

QFuture<Result<SecretServiceKeychain::Found, Keychain::Failure>>
SecretServiceKeychain::look(const QString& name) {
    auto promise = newPromise<Found>();
    QDBusMessage search =
        callTo(QStringLiteral("/org/freedesktop/secrets"), QStringLiteral("org.freedesktop.Secret.Service"),
               QStringLiteral("SearchItems"));
    const QMap<QString, QString> attributes{{QStringLiteral("server"), service},
                                            {QStringLiteral("user"), name}};
    search << QVariant::fromValue(attributes);
    auto* watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(search, int(patience_.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, promise] {
        watcher->deleteLater();
        const QDBusPendingReply<QList<QDBusObjectPath>, QList<QDBusObjectPath>> reply = *watcher;
        if (reply.isError())
            return settle<Found>(promise, Failure::Unavailable);
        if (!reply.argumentAt<1>().isEmpty())
            return settle<Found>(promise, Failure::Locked);
        if (!reply.argumentAt<0>().isEmpty())
            return settle<Found>(promise, Found::Entry);
        isCollectionOpen().then(
            this, [promise](const Result<Found, Failure>& open) { settle<Found>(promise, open); });
    });
    return promise->future();
}

QFuture<Result<SecretServiceKeychain::Found, Keychain::Failure>> SecretServiceKeychain::isCollectionOpen() {
    // No entry means something only where it would be found: in a default collection that is open.
    auto promise = newPromise<Found>();
    QDBusMessage get = callTo(QStringLiteral("/org/freedesktop/secrets/aliases/default"),
                              QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    get << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    auto* watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(get, int(patience_.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [watcher, promise] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isError())
            return settle<Found>(promise, Failure::Unavailable);
        if (reply.value().variant().toBool())
            return settle<Found>(promise, Failure::Locked);
        settle<Found>(promise, Found::Nothing);
    });
    return promise->future();
}

QFuture<Result<Keychain::Secret, Keychain::Failure>> SecretServiceKeychain::readEntry(const QString& name) {
    auto promise = newPromise<Secret>();
    // Not deleted on a timeout: QtKeychain's jobs must run to their end, and delete themselves.
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [job, promise] {
        if (job->error() == QKeychain::NoError)
            return settle<Secret>(promise,
                                  std::make_shared<const SecretBytes>(SecretBytes::take(job->binaryData())));
        settle<Secret>(promise, failureOf(job->error()));
    });
    QTimer::singleShot(patience_, this, [promise] { settle<Secret>(promise, Failure::Unavailable); });
    job->start();
    return promise->future();
}

QFuture<Result<Keychain::Written, Keychain::Failure>> SecretServiceKeychain::write(const QString& name,
                                                                                   const Secret& secret) {
    auto promise = newPromise<Written>();
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setKey(name);
    job->setBinaryData(secret->view().toByteArray());
    connect(job, &QKeychain::Job::finished, this, [job, promise] {
        if (job->error() == QKeychain::NoError)
            return settle<Written>(promise, Written());
        settle<Written>(promise, failureOf(job->error()));
    });
    QTimer::singleShot(patience_, this, [promise] { settle<Written>(promise, Failure::Unavailable); });
    job->start();
    return promise->future();
}

} // namespace custos::app
