#pragma once

#include "models/domain/id.h"
#include "models/domain/problem.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLatin1String>

#include <limits>
#include <type_traits>

namespace custos::wire {

/// A value read from an answer, or Problem::Malformed with an RFC 6901 pointer to what is wrong.
template<class T>
using Parsed = Result<T, Problem>;

/// What one object of an answer holds, nothing missing and nothing more (`additionalProperties: false`).
///
/// Read every member by name, then ask `complete()`; until that says true no value read may be used. The
/// first fault is kept and every later read is harmless, so that a parser reads like the schema it follows.
class Reader {
public:
    explicit Reader(const QJsonObject& object);

    [[nodiscard]] QString text(QLatin1String name, qsizetype minimum, qsizetype maximum);
    [[nodiscard]] QString textOrNull(QLatin1String name, qsizetype minimum, qsizetype maximum);
    [[nodiscard]] QStringList texts(QLatin1String name, qsizetype maximumEach);
    [[nodiscard]] qint64 integer(QLatin1String name, qint64 minimum, qint64 maximum);
    [[nodiscard]] std::optional<int> integerOrNull(QLatin1String name, int minimum, int maximum);
    [[nodiscard]] bool boolean(QLatin1String name);
    /// RFC 3339 with an offset; seconds are required, fractions are kept to the millisecond.
    [[nodiscard]] QDateTime instant(QLatin1String name);
    [[nodiscard]] std::optional<QDateTime> instantOrNull(QLatin1String name);
    [[nodiscard]] std::optional<QDate> dateOrNull(QLatin1String name);
    [[nodiscard]] QDate date(QLatin1String name);
    [[nodiscard]] QTime timeOfDay(QLatin1String name); ///< "09:30"
    [[nodiscard]] QTimeZone zone(QLatin1String name);  ///< IANA name that this computer knows
    [[nodiscard]] QByteArray base64(QLatin1String name, qsizetype minimum, qsizetype maximum);
    /// From `start` and `end` of this object.
    [[nodiscard]] std::optional<TimeSpan> span();

    /// Whether the member is there; for those that the schema does not require.
    [[nodiscard]] bool has(QLatin1String name) const { return object_.contains(name); }

    template<class AnyId>
    [[nodiscard]] std::optional<AnyId> id(QLatin1String name) {
        return checkedId<AnyId>(name, text(name, 36, 36));
    }
    template<class AnyId>
    [[nodiscard]] std::optional<AnyId> idOrNull(QLatin1String name) {
        return takesNull(name) ? std::nullopt : id<AnyId>(name);
    }

    template<class T>
    [[nodiscard]] std::optional<T> object(QLatin1String name, Parsed<T> (*parse)(const QJsonObject&)) {
        return adopt(name, parse(nested(name)));
    }
    template<class T>
    [[nodiscard]] std::optional<T> objectOrNull(QLatin1String name, Parsed<T> (*parse)(const QJsonObject&)) {
        return takesNull(name) ? std::nullopt : object(name, parse);
    }
    template<class T>
    [[nodiscard]] QList<T> list(QLatin1String name, Parsed<T> (*parse)(const QJsonObject&)) {
        QList<T> values;
        const QJsonArray items = array(name);
        values.reserve(items.size());
        for (qsizetype at = 0; at < items.size() && !problem_; ++at)
            if (auto value = adopt(name, at, items.at(at), parse))
                values.append(std::move(*value));
        return values;
    }

    /// Everything read was right, and nothing else stands in the object.
    [[nodiscard]] bool complete();
    /// Why not; only after `complete()` said false.
    [[nodiscard]] unexpected<Problem> problem() const;
    /// For rules between members.
    void refuse(QLatin1String name);

private:
    [[nodiscard]] QJsonValue take(QLatin1String name);
    [[nodiscard]] bool takesNull(QLatin1String name);
    [[nodiscard]] QJsonObject nested(QLatin1String name);
    [[nodiscard]] QJsonArray array(QLatin1String name);
    void refuse(const QString& pointer);

    template<class AnyId>
    std::optional<AnyId> checkedId(QLatin1String name, const QString& value) {
        auto id = AnyId::parse(value);
        if (!id)
            refuse(name);
        return id;
    }
    template<class T>
    std::optional<T> adopt(QLatin1String name, Parsed<T>&& value) {
        if (value)
            return std::move(*value);
        refuse(QLatin1Char('/') + name + value.error().pointer);
        return std::nullopt;
    }
    template<class T>
    std::optional<T> adopt(QLatin1String name, qsizetype at, const QJsonValue& item,
                           Parsed<T> (*parse)(const QJsonObject&)) {
        const QString pointer = QLatin1Char('/') + name + QLatin1Char('/') + QString::number(at);
        if (!item.isObject()) {
            refuse(pointer);
            return std::nullopt;
        }
        auto value = parse(item.toObject());
        if (value)
            return std::move(*value);
        refuse(pointer + value.error().pointer);
        return std::nullopt;
    }

    const QJsonObject object_;
    QSet<QLatin1String> taken_;
    std::optional<Problem> problem_;
};

/// The object that a body is. Refused: over 32 levels deep (a parser's stack is an attack surface), not UTF-8
/// JSON, or not an object.
[[nodiscard]] Parsed<QJsonObject> parseBody(const QByteArray& body);

/// RFC 3339, UTC, as every request sends it.
[[nodiscard]] QString toWire(const QDateTime& instant);

inline constexpr qint64 largestIndex = 9007199254740991; ///< 2^53 - 1: exact in every JSON reader.

} // namespace custos::wire
