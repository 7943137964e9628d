#pragma once

#include <QJsonObject>
#include <QString>

namespace custos::test {

/// The API description, and values made from its schemas.
class Description {
public:
    explicit Description(const QString& path);

    [[nodiscard]] QJsonObject schema(const QString& name) const;
    /// A valid value of the schema with every member present; the smallest that it allows.
    [[nodiscard]] QJsonValue example(const QJsonObject& schema) const;
    [[nodiscard]] QJsonObject example(const QString& name) const;
    /// A value that this member's schema refuses: too long, too large, or of another type.
    [[nodiscard]] QJsonValue beyond(const QJsonObject& schema) const;
    /// What is wrong with `value`, or empty: required members, unknown members, types, lengths, ranges.
    [[nodiscard]] QString violation(const QJsonObject& schema, const QJsonValue& value) const;

private:
    [[nodiscard]] QJsonObject resolve(const QJsonObject& schema) const;
    QJsonObject document_;
};

} // namespace custos::test
