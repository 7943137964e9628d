#include "server/phi/pkcs11_module.h"

#include <algorithm>
#include <dlfcn.h>
#include <string_view>
#include <vector>

namespace custos::phi {

namespace {

/// PKCS #11 pads its texts with spaces to a fixed length.
template<std::size_t Size>
std::string unpadded(const unsigned char (&text)[Size]) {
    std::string_view view(reinterpret_cast<const char*>(text), Size);
    const auto last = view.find_last_not_of(' ');
    return std::string(view.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

CK_FUNCTION_LIST* functionsOf(void* library) {
    const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* functions = nullptr;
    return list && list(&functions) == CKR_OK ? functions : nullptr;
}

} // namespace

Result<std::unique_ptr<Pkcs11Module>, TokenError> Pkcs11Module::load(const std::filesystem::path& path) {
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return unexpected(TokenError::NoModule);
    CK_FUNCTION_LIST* const functions = functionsOf(library);
    if (!functions) {
        ::dlclose(library);
        return unexpected(TokenError::NoModule);
    }
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const CK_RV started = functions->C_Initialize(&arguments);
    if (started != CKR_OK && started != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
        ::dlclose(library);
        return unexpected(TokenError::ModuleFailed);
    }
    return std::unique_ptr<Pkcs11Module>(new Pkcs11Module(library, functions, started == CKR_OK));
}

Pkcs11Module::~Pkcs11Module() {
    if (!ours_)
        return;
    functions_->C_Finalize(nullptr);
    ::dlclose(library_);
}

Result<Pkcs11Module::Slot, TokenError> Pkcs11Module::slotOf(const std::string& tokenLabel) const {
    CK_ULONG count = 0;
    if (functions_->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK)
        return unexpected(TokenError::ModuleFailed);
    std::vector<CK_SLOT_ID> slots(count);
    if (functions_->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK)
        return unexpected(TokenError::ModuleFailed);
    slots.resize(std::min<std::size_t>(slots.size(), count));
    for (const CK_SLOT_ID slot : slots) {
        CK_TOKEN_INFO info{};
        if (functions_->C_GetTokenInfo(slot, &info) == CKR_OK && unpadded(info.label) == tokenLabel)
            return Slot{slot, unpadded(info.serialNumber)};
    }
    return unexpected(TokenError::NoToken);
}

} // namespace custos::phi
