#pragma once

#include "server/phi/pkcs11_token.h"

#include <p11-kit/pkcs11.h>

namespace custos::phi {

/// A PKCS#11 library, loaded and initialised; ended again by whoever initialised it. Not for headers that
/// others include.
class Pkcs11Module {
public:
    [[nodiscard]] static Result<std::unique_ptr<Pkcs11Module>, TokenError>
    load(const std::filesystem::path& path);
    Pkcs11Module(const Pkcs11Module&) = delete;
    Pkcs11Module& operator=(const Pkcs11Module&) = delete;
    ~Pkcs11Module();

    [[nodiscard]] const CK_FUNCTION_LIST& call() const { return *functions_; }

    struct Slot {
        CK_SLOT_ID id;
        std::string serialNumber;
    };
    [[nodiscard]] Result<Slot, TokenError> slotOf(const std::string& tokenLabel) const;

private:
    Pkcs11Module(void* library, CK_FUNCTION_LIST* functions, bool ours)
        : library_(library)
        , functions_(functions)
        , ours_(ours) {}

    void* library_;
    CK_FUNCTION_LIST* functions_;
    bool ours_; ///< False where somebody else in this process had initialised it
};

} // namespace custos::phi
