#pragma once

#include <QHashFunctions>
#include <QString>
#include <QUuid>

#include <compare>
#include <optional>

namespace custos {

/// An identifier that can only be compared with its own kind. Never null: `parse` refuses what is not a
/// UUID (RFC 9562), so that a function that takes one needs no check.
template<class Tag>
class Id {
public:
    [[nodiscard]] static std::optional<Id> parse(QStringView text) {
        const QUuid uuid = QUuid::fromString(text);
        return uuid.isNull() ? std::nullopt : std::optional<Id>(Id(uuid));
    }
    /// A fresh random one (version 4); for idempotency keys and tests.
    [[nodiscard]] static Id create() { return Id(QUuid::createUuid()); }

    [[nodiscard]] QString toString() const { return uuid_.toString(QUuid::WithoutBraces); }
    [[nodiscard]] QUuid uuid() const { return uuid_; }

    friend bool operator==(const Id&, const Id&) = default;
    friend bool operator<(const Id& left, const Id& right) { return left.uuid_ < right.uuid_; }
    friend size_t qHash(const Id& id, size_t seed = 0) { return ::qHash(id.uuid_, seed); }

private:
    explicit Id(QUuid uuid)
        : uuid_(uuid) {}
    QUuid uuid_;
};

using AppointmentId = Id<struct AppointmentTag>;
using BlockId = Id<struct BlockTag>;
using HoldId = Id<struct HoldTag>;
using LocationId = Id<struct LocationTag>;
using PatientId = Id<struct PatientTag>;
using PracticeId = Id<struct PracticeTag>;
using ProviderId = Id<struct ProviderTag>;
using RoomId = Id<struct RoomTag>;
using SessionId = Id<struct SessionTag>;
using UserId = Id<struct UserTag>;
using VisitTypeId = Id<struct VisitTypeTag>;
/// One per act of the user: a repeat of the same act carries the same key, so it is done once.
using IdempotencyKey = Id<struct IdempotencyTag>;

} // namespace custos
