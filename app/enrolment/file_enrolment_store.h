#pragma once

#include "models/ports/clock.h"
#include "models/ports/enrolment_store.h"

namespace custos::app {

/// Keeps the accepted file as it came, byte for byte, in `directory`. Every start reads it as strictly as the
/// first time, so that a file that somebody changed on the disk enrols nobody.
class FileEnrolmentStore final : public EnrolmentStore {
public:
    FileEnrolmentStore(QString directory, const Clock& clock);

    [[nodiscard]] Result<EnrolmentOffer, EnrolmentFailure> open(const QString& path) const override;
    [[nodiscard]] Result<Enrolment, EnrolmentFailure> accept(const EnrolmentOffer& offer) override;
    [[nodiscard]] Result<std::optional<Enrolment>, EnrolmentFailure> current() const override;
    /// Whether this very file was accepted before: then nobody has to compare it again.
    [[nodiscard]] bool keeps(const EnrolmentOffer& offer) const;

private:
    [[nodiscard]] QString path() const;
    [[nodiscard]] bool keep(const QByteArray& file) const;

    const QString directory_;
    const Clock& clock_;
};

} // namespace custos::app
