#include "app/vault/device_secret.h"

#include <sodium.h>

namespace custos::app {

namespace {
constexpr qsizetype secretSize = 32;
}

DeviceSecret::DeviceSecret(Keychain& keychain, QString name, Prepare prepare, QObject* parent)
    : QObject(parent)
    , keychain_(keychain)
    , name_(std::move(name))
    , prepare_(std::move(prepare)) {}

QFuture<Result<Keychain::Secret, Keychain::Failure>> DeviceSecret::get() {
    const bool alone = waiting_.empty();
    waiting_.emplace_back().start();
    auto future = waiting_.back().future();
    if (alone)
        read();
    return future;
}

void DeviceSecret::read() {
    keychain_.read(name_).then(this, [this](const Answer& found) {
        if (found && !*found)
            make();
        else if (found && (*found)->size() != secretSize)
            // Somebody else's entry under our name: not ours to use and not ours to overwrite.
            answer(unexpected<Keychain::Failure>(Keychain::Failure::Unavailable));
        else
            answer(found);
    });
}

void DeviceSecret::make() {
    SecretBytes bytes = SecretBytes::zeros(secretSize);
    randombytes_buf(bytes.data(), size_t(secretSize));
    const auto fresh = std::make_shared<const SecretBytes>(std::move(bytes));
    if (!prepare_(fresh->view()))
        return answer(unexpected<Keychain::Failure>(Keychain::Failure::Unavailable));
    keychain_.write(name_, fresh)
        .then(this, [this, fresh](const Result<Keychain::Written, Keychain::Failure>& written) {
            if (written)
                confirm(fresh);
            else
                answer(unexpected<Keychain::Failure>(written.error()));
        });
}

void DeviceSecret::confirm(const Keychain::Secret& fresh) {
    // A keychain that says "written" and forgets would cost everything kept under this secret at the next
    // start.
    keychain_.read(name_).then(this, [this, fresh](const Answer& again) {
        const bool same = again && *again && (*again)->view() == fresh->view();
        answer(same ? again : Answer(unexpected<Keychain::Failure>(Keychain::Failure::Unavailable)));
    });
}

void DeviceSecret::answer(const Answer& answer) {
    auto waiting = std::exchange(waiting_, {});
    for (QPromise<Answer>& promise : waiting) {
        promise.addResult(answer);
        promise.finish();
    }
}

} // namespace custos::app
