#include "server/phi/key_store.h"

#include "ledger/hash.h"
#include "server/phi/key_file.h"
#include "server/phi/key_material.h"

#include <algorithm>
#include <fcntl.h>
#include <new>
#include <sodium.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace custos::phi {

namespace {

struct NamedKey {
    StoredKey key;
    std::string_view name;
};
constexpr std::array namedKeys{
    NamedKey{StoredKey::KeyEncryption, "key-encryption"}, NamedKey{StoredKey::Pepper, "pepper"},
    NamedKey{StoredKey::AuditMac, "audit-mac"},           NamedKey{StoredKey::SubjectHash, "subject-hash"},
    NamedKey{StoredKey::LedgerSigning, "ledger-signing"},
};
// In the order of their numbers: looked up by them.
static_assert([] {
    for (std::size_t i = 0; i < namedKeys.size(); ++i)
        if (static_cast<std::size_t>(namedKeys[i].key) != i + 1)
            return false;
    return true;
}());
constexpr std::string_view recoveryName = "recovery-public";

using Key = std::array<std::uint8_t, 32>;

std::size_t indexOf(StoredKey which) {
    return static_cast<std::size_t>(which) - 1;
}

void copyInto(Key& place, std::span<const std::uint8_t, 32> view) {
    std::copy(view.begin(), view.end(), place.begin());
}

std::string printed(std::span<const std::uint8_t, 32> seed) {
    const ledger::Hash check = ledger::sha256(seed);
    std::string digits = ledger::toHex(seed) + ledger::toHex(std::span(check).first(2));
    for (std::size_t at = digits.size() - 4; at > 0; at -= 4)
        digits.insert(at, 1, '-');
    return digits;
}

struct Recovery {
    RecoveryKey printed;
    Key publicKey;
};

Recovery newRecoveryKey() {
    const ledger::SecretKey<32> seed = randomKey();
    Key publicKey{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(publicKey.data(), secret.data(), seed.view().data());
    ledger::wipe(secret);
    return {RecoveryKey{printed(seed.view())}, publicKey};
}

Result<void, KeyStoreError> writeAll(const KeyDirectory& directory, const Key& recoveryPublicKey) {
    for (const NamedKey& named : namedKeys)
        if (auto written = directory.write(named.name, randomKey().view()); !written)
            return written;
    if (auto written = directory.write(recoveryName, recoveryPublicKey); !written)
        return written;
    return directory.sync();
}

Result<void, KeyStoreError> syncParent(const std::filesystem::path& directory) {
    const int parent = ::open(directory.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = parent >= 0 && ::fsync(parent) == 0;
    if (parent >= 0)
        ::close(parent);
    if (!synced)
        return unexpected(KeyStoreError::Unwritable);
    return {};
}

// Under another name first: a crash half-way leaves no directory that looks like a key store.
Result<void, KeyStoreError> createDirectory(const std::filesystem::path& directory,
                                            const Key& recoveryPublicKey) {
    const std::filesystem::path unfinished = directory.string() + ".new";
    std::error_code ignored;
    std::filesystem::remove_all(unfinished, ignored);
    if (::mkdir(unfinished.c_str(), 0700) != 0)
        return unexpected(KeyStoreError::Unwritable);
    auto opened = KeyDirectory::open(unfinished);
    if (!opened)
        return unexpected(opened.error());
    if (auto written = writeAll(*opened, recoveryPublicKey); !written)
        return written;
    if (::rename(unfinished.c_str(), directory.c_str()) != 0)
        return unexpected(KeyStoreError::Unwritable);
    return syncParent(directory);
}

} // namespace

struct KeyStore::Keys {
    std::array<Key, namedKeys.size()> stored;
    std::array<bool, namedKeys.size()> held;
    Key recoveryPublic;
};

void KeyStore::Unmap::operator()(Keys* keys) const {
    sodium_free(keys);
}

KeyStore::KeyStore(std::filesystem::path directory, std::unique_ptr<Keys, Unmap> keys)
    : directory_(std::move(directory))
    , keys_(std::move(keys)) {}
KeyStore::KeyStore(KeyStore&&) noexcept = default;
KeyStore& KeyStore::operator=(KeyStore&&) noexcept = default;
KeyStore::~KeyStore() = default;

Result<KeyStore::Created, KeyStoreError> KeyStore::create(const std::filesystem::path& path) {
    if (sodium_init() < 0)
        return unexpected(KeyStoreError::Unwritable);
    const std::filesystem::path directory = std::filesystem::absolute(path);
    if (std::filesystem::exists(std::filesystem::symlink_status(directory)))
        return unexpected(KeyStoreError::AlreadyThere);
    Recovery recovery = newRecoveryKey();
    if (auto written = createDirectory(directory, recovery.publicKey); !written)
        return unexpected(written.error());
    auto store = open(directory);
    if (!store)
        return unexpected(store.error());
    return Created{std::move(*store), std::move(recovery.printed)};
}

Result<KeyStore, KeyStoreError> KeyStore::open(const std::filesystem::path& directory) {
    std::array<StoredKey, namedKeys.size()> all{};
    std::transform(namedKeys.begin(), namedKeys.end(), all.begin(),
                   [](const NamedKey& named) { return named.key; });
    return openOnly(directory, all);
}

Result<KeyStore, KeyStoreError> KeyStore::openOnly(const std::filesystem::path& directory,
                                                   std::span<const StoredKey> wanted) {
    if (sodium_init() < 0)
        return unexpected(KeyStoreError::Unwritable);
    const auto opened = KeyDirectory::open(directory);
    if (!opened)
        return unexpected(opened.error());
    void* const memory = sodium_malloc(sizeof(Keys));
    if (memory == nullptr)
        throw std::bad_alloc();
    std::unique_ptr<Keys, Unmap> keys(new (memory) Keys{});
    for (const StoredKey which : wanted) {
        const auto key = opened->read(namedKeys.at(indexOf(which)).name);
        if (!key)
            return unexpected(key.error());
        copyInto(keys->stored[indexOf(which)], key->view());
        keys->held[indexOf(which)] = true;
    }
    const auto recovery = opened->read(recoveryName);
    if (!recovery)
        return unexpected(recovery.error());
    copyInto(keys->recoveryPublic, recovery->view());
    sodium_mprotect_readonly(memory);
    return KeyStore(std::filesystem::absolute(directory), std::move(keys));
}

std::span<const std::uint8_t, 32> KeyStore::key(StoredKey which) const {
    if (!keys_->held.at(indexOf(which)))
        throw std::out_of_range("a key that this process was not given");
    return keys_->stored[indexOf(which)];
}

ledger::SecretKey<32> KeyStore::derive(StoredKey from, std::string_view label) const {
    return deriveKey(key(from), label);
}

std::vector<std::string> KeyStore::fingerprints() const {
    std::vector<std::string> lines;
    for (const NamedKey& named : namedKeys)
        if (keys_->held[indexOf(named.key)])
            lines.push_back(std::string(named.name) + ":" + fingerprintOf(key(named.key)));
    return lines;
}

std::span<const std::uint8_t, 32> KeyStore::recoveryPublicKey() const {
    return keys_->recoveryPublic;
}

std::optional<ledger::SecretKey<32>> parseRecoveryKey(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ' && c != '-')
            digits.push_back(c >= 'A' && c <= 'F' ? char(c - 'A' + 'a') : c);
    const auto bytes = ledger::fromHex(digits);
    if (!bytes || bytes->size() != 34)
        return std::nullopt;
    ledger::SecretKey<32> seed(std::span<const std::uint8_t, 32>(bytes->data(), 32));
    const ledger::Hash check = ledger::sha256(seed.view());
    if (check[0] != (*bytes)[32] || check[1] != (*bytes)[33])
        return std::nullopt;
    return seed;
}

} // namespace custos::phi
