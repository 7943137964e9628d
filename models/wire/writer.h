#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace custos::wire {

template<class T>
[[nodiscard]] QJsonArray arrayOf(const QList<T>& values, QJsonObject (*json)(const T&)) {
    QJsonArray array;
    for (const T& value : values)
        array.append(json(value));
    return array;
}

template<class T>
[[nodiscard]] QJsonValue orNull(const std::optional<T>& value, QJsonObject (*json)(const T&)) {
    return value ? QJsonValue(json(*value)) : QJsonValue(QJsonValue::Null);
}

template<class AnyId>
[[nodiscard]] QJsonValue orNull(const std::optional<AnyId>& id) {
    return id ? QJsonValue(id->toString()) : QJsonValue(QJsonValue::Null);
}

} // namespace custos::wire
