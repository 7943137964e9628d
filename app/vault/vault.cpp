#include "app/vault/vault.h"

#include "models/domain/enrolment.h"

#include <QDir>

namespace custos::app {
namespace {

QString cacheFolder(const QString& directory, PracticeId practice) {
    return QDir(directory).filePath(QStringLiteral("cache/") + practice.toString());
}

bool removeFolder(const QString& folder) {
    return !QDir(folder).exists() || QDir(folder).removeRecursively();
}

} // namespace

Vault::Vault(const QString& directory, const Enrolment& enrolment, const Clock& clock)
    : secret(keychain, QStringLiteral("device/") + enrolment.practice.toString(),
             [this, folder = cacheFolder(directory, enrolment.practice)](QByteArrayView fresh) {
                 // Never a new key over an existing cache.
                 return removeFolder(folder) && checkpoints.initialise(fresh);
             })
    , cache(cacheFolder(directory, enrolment.practice), secret, clock)
    , checkpoints(QDir(directory).filePath(QStringLiteral("ledger")),
                  {enrolment.practice, enrolment.ledgerPublicKey}, secret, clock) {}

} // namespace custos::app
