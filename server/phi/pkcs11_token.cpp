#include "server/phi/pkcs11_token.h"

#include "server/phi/pkcs11_module.h"
#include "server/phi/sealed_format.h"

#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace custos::phi {

using ledger::Bytes;
using ledger::ByteView;

namespace {

constexpr std::string_view keyLabel = "custos key encryption";
constexpr CK_ULONG keyBytes = 32;
constexpr std::size_t longestPin = 256;

/// Cleared when it goes.
struct Pin {
    std::array<std::uint8_t, longestPin> bytes{};
    std::size_t size = 0;
    Pin() = default;
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    ~Pin() { ledger::wipe(bytes); }
};

bool isOursAlone(int descriptor) {
    struct stat facts {};
    return ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & 077) == 0 &&
           facts.st_uid == ::geteuid();
}

/// Without the line's end, which editors add.
bool readPin(const std::filesystem::path& path, Pin& pin) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return false;
    const ssize_t got = isOursAlone(descriptor) ? ::read(descriptor, pin.bytes.data(), longestPin) : -1;
    ::close(descriptor);
    pin.size = got > 0 ? std::size_t(got) : 0;
    while (pin.size > 0 && (pin.bytes[pin.size - 1] == '\n' || pin.bytes[pin.size - 1] == '\r'))
        --pin.size;
    return pin.size > 0;
}

std::array<std::uint8_t, 4> idOf(std::uint32_t version) {
    std::array<std::uint8_t, 4> id{};
    putBigEndian(id.begin(), version);
    return id;
}

/// PKCS #11 takes pointers to non-const for input too; nothing is written through them.
template<class T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const T& value) {
    return {type, const_cast<T*>(&value), sizeof(value)};
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, ByteView value) {
    return {type, const_cast<std::uint8_t*>(value.data()), CK_ULONG(value.size())};
}

constexpr CK_OBJECT_CLASS secretKey = CKO_SECRET_KEY;
constexpr CK_KEY_TYPE aes = CKK_AES;
constexpr CK_BBOOL yes = CK_TRUE;
constexpr CK_BBOOL no = CK_FALSE;

/// What makes a key one of ours: its name, and that it never could be read.
std::vector<CK_ATTRIBUTE> ours() {
    return {attribute(CKA_CLASS, secretKey),
            attribute(CKA_KEY_TYPE, aes),
            attribute(CKA_TOKEN, yes),
            attribute(CKA_LABEL, ledger::asBytes(keyLabel)),
            attribute(CKA_SENSITIVE, yes),
            attribute(CKA_EXTRACTABLE, no),
            attribute(CKA_ALWAYS_SENSITIVE, yes),
            attribute(CKA_NEVER_EXTRACTABLE, yes)};
}

struct GcmMechanism {
    CK_GCM_PARAMS parameters{};
    CK_MECHANISM mechanism{};

    GcmMechanism(GcmNonce nonce, ByteView associated) {
        parameters.iv_ptr = const_cast<std::uint8_t*>(nonce.data());
        parameters.iv_len = gcmNonceSize;
        parameters.iv_bits = gcmNonceSize * 8;
        parameters.aad_ptr = const_cast<std::uint8_t*>(associated.data());
        parameters.aad_len = associated.size();
        parameters.tag_bits = gcmTagSize * 8;
        mechanism = {CKM_AES_GCM, &parameters, sizeof(parameters)};
    }
    GcmMechanism(const GcmMechanism&) = delete;
    GcmMechanism& operator=(const GcmMechanism&) = delete;
};

bool isWrongPin(CK_RV answer) {
    return answer == CKR_PIN_INCORRECT || answer == CKR_PIN_INVALID || answer == CKR_PIN_LEN_RANGE ||
           answer == CKR_PIN_LOCKED || answer == CKR_PIN_EXPIRED;
}

} // namespace

std::string_view code(TokenError error) {
    static constexpr std::array<std::string_view, 7> codes{
        "no_module", "no_token", "no_pin", "wrong_pin", "no_such_key", "refused", "module_failed"};
    return codes.at(std::size_t(error));
}

struct Pkcs11Token::Session {
    std::unique_ptr<Pkcs11Module> module;
    CK_SESSION_HANDLE handle = 0;
    std::string serialNumber;
    std::mutex mutex;

    [[nodiscard]] const CK_FUNCTION_LIST& call() const { return module->call(); }

    [[nodiscard]] Result<void, TokenError> logIn(const std::filesystem::path& pinFile) {
        Pin pin;
        if (!readPin(pinFile, pin))
            return unexpected(TokenError::NoPin);
        const CK_RV answer = call().C_Login(handle, CKU_USER, pin.bytes.data(), pin.size);
        if (isWrongPin(answer))
            return unexpected(TokenError::WrongPin);
        if (answer != CKR_OK)
            return unexpected(TokenError::ModuleFailed);
        return {};
    }

    [[nodiscard]] Result<std::vector<CK_OBJECT_HANDLE>, TokenError> find(std::vector<CK_ATTRIBUTE> wanted) {
        if (call().C_FindObjectsInit(handle, wanted.data(), wanted.size()) != CKR_OK)
            return unexpected(TokenError::ModuleFailed);
        std::vector<CK_OBJECT_HANDLE> found;
        CK_OBJECT_HANDLE next = 0;
        CK_ULONG count = 0;
        CK_RV answer = CKR_OK;
        while ((answer = call().C_FindObjects(handle, &next, 1, &count)) == CKR_OK && count == 1)
            found.push_back(next);
        const CK_RV ended = call().C_FindObjectsFinal(handle);
        if (answer != CKR_OK || ended != CKR_OK)
            return unexpected(TokenError::ModuleFailed);
        return found;
    }

    [[nodiscard]] Result<CK_OBJECT_HANDLE, TokenError> keyOf(std::uint32_t version) {
        const auto id = idOf(version);
        auto wanted = ours();
        wanted.push_back(attribute(CKA_ID, ByteView(id)));
        const auto found = find(std::move(wanted));
        if (!found)
            return unexpected(found.error());
        if (found->size() != 1) // two of one version: nobody can say which one wrapped
            return unexpected(TokenError::NoSuchKey);
        return found->front();
    }
};

Pkcs11Token::Pkcs11Token(std::unique_ptr<Session> session)
    : session_(std::move(session)) {}

Pkcs11Token::~Pkcs11Token() {
    session_->call().C_CloseSession(session_->handle);
}

Result<std::unique_ptr<Pkcs11Token>, TokenError> Pkcs11Token::open(const TokenAddress& address) {
    auto module = Pkcs11Module::load(address.module);
    if (!module)
        return unexpected(module.error());
    const auto slot = (*module)->slotOf(address.token);
    if (!slot)
        return unexpected(slot.error());
    auto session = std::make_unique<Session>();
    session->module = std::move(*module);
    session->serialNumber = slot->serialNumber;
    if (session->call().C_OpenSession(slot->id, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                                      &session->handle) != CKR_OK)
        return unexpected(TokenError::ModuleFailed);
    std::unique_ptr<Pkcs11Token> token(new Pkcs11Token(std::move(session)));
    if (const auto in = token->session_->logIn(address.pinFile); !in)
        return unexpected(in.error());
    return token;
}

Result<std::vector<std::uint32_t>, TokenError> Pkcs11Token::versions() {
    const std::lock_guard lock(session_->mutex);
    const auto found = session_->find(ours());
    if (!found)
        return unexpected(found.error());
    std::vector<std::uint32_t> versions;
    for (const CK_OBJECT_HANDLE key : *found) {
        std::array<std::uint8_t, 4> id{};
        CK_ATTRIBUTE asked{CKA_ID, id.data(), id.size()};
        const CK_RV answer = session_->call().C_GetAttributeValue(session_->handle, key, &asked, 1);
        if (answer == CKR_OK && asked.ulValueLen == id.size())
            versions.push_back(bigEndianAt(id, 0));
    }
    std::sort(versions.begin(), versions.end());
    return versions;
}

Result<void, TokenError> Pkcs11Token::generate(std::uint32_t version) {
    const std::lock_guard lock(session_->mutex);
    const auto id = idOf(version);
    std::vector<CK_ATTRIBUTE> wanted{
        attribute(CKA_TOKEN, yes),         attribute(CKA_PRIVATE, yes),
        attribute(CKA_SENSITIVE, yes),     attribute(CKA_EXTRACTABLE, no),
        attribute(CKA_ENCRYPT, yes),       attribute(CKA_DECRYPT, yes),
        attribute(CKA_WRAP, no),           attribute(CKA_UNWRAP, no),
        attribute(CKA_ID, ByteView(id)),   attribute(CKA_LABEL, ledger::asBytes(keyLabel)),
        attribute(CKA_VALUE_LEN, keyBytes)};
    CK_MECHANISM mechanism{CKM_AES_KEY_GEN, nullptr, 0};
    CK_OBJECT_HANDLE made = 0;
    if (session_->call().C_GenerateKey(session_->handle, &mechanism, wanted.data(), wanted.size(), &made) !=
        CKR_OK)
        return unexpected(TokenError::ModuleFailed);
    if (const auto found = session_->keyOf(version); !found)
        return unexpected(found.error());
    return {};
}

Result<Bytes, TokenError> Pkcs11Token::seal(std::uint32_t version, GcmNonce nonce, ByteView associated,
                                            ByteView plain) {
    const std::lock_guard lock(session_->mutex);
    const auto key = session_->keyOf(version);
    if (!key)
        return unexpected(key.error());
    GcmMechanism gcm(nonce, associated);
    Bytes sealed(plain.size() + gcmTagSize);
    CK_ULONG size = sealed.size();
    if (session_->call().C_EncryptInit(session_->handle, &gcm.mechanism, *key) != CKR_OK ||
        session_->call().C_Encrypt(session_->handle, const_cast<std::uint8_t*>(plain.data()), plain.size(),
                                   sealed.data(), &size) != CKR_OK ||
        size != sealed.size())
        return unexpected(TokenError::ModuleFailed);
    return sealed;
}

Result<void, TokenError> Pkcs11Token::open(std::uint32_t version, GcmNonce nonce, ByteView associated,
                                           ByteView ciphertextAndTag, std::span<std::uint8_t> plain) {
    const std::lock_guard lock(session_->mutex);
    ledger::wipe(plain);
    const auto key = session_->keyOf(version);
    if (!key)
        return unexpected(key.error());
    GcmMechanism gcm(nonce, associated);
    // Modules may ask for the tag's room too before they know that it is right.
    std::vector<std::uint8_t> room(ciphertextAndTag.size());
    CK_ULONG size = room.size();
    if (session_->call().C_DecryptInit(session_->handle, &gcm.mechanism, *key) != CKR_OK)
        return unexpected(TokenError::ModuleFailed);
    const CK_RV answer =
        session_->call().C_Decrypt(session_->handle, const_cast<std::uint8_t*>(ciphertextAndTag.data()),
                                   ciphertextAndTag.size(), room.data(), &size);
    const bool opened = answer == CKR_OK && size == plain.size();
    if (opened)
        std::copy_n(room.begin(), size, plain.begin());
    ledger::wipe(room);
    if (opened)
        return {};
    // Modules name a wrong tag differently; what is no fault of the device counts as one.
    const bool failed = answer == CKR_DEVICE_ERROR || answer == CKR_DEVICE_REMOVED ||
                        answer == CKR_DEVICE_MEMORY || answer == CKR_HOST_MEMORY ||
                        answer == CKR_SESSION_HANDLE_INVALID || answer == CKR_TOKEN_NOT_PRESENT ||
                        answer == CKR_USER_NOT_LOGGED_IN || answer == CKR_CRYPTOKI_NOT_INITIALIZED;
    return unexpected(failed ? TokenError::ModuleFailed : TokenError::Refused);
}

const std::string& Pkcs11Token::serialNumber() const {
    return session_->serialNumber;
}

} // namespace custos::phi
