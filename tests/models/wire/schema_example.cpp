#include "tests/models/wire/schema_example.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace custos::test {
namespace {

const QString type = QStringLiteral("type");
const QString uuid = QStringLiteral("6f2c1d0e-3b4a-4c5d-8e7f-0123456789ab");

QString exampleText(const QJsonObject& schema) {
    const QString format = schema[QStringLiteral("format")].toString();
    if (format == QLatin1String("uuid"))
        return uuid;
    if (format == QLatin1String("date-time"))
        return QStringLiteral("2026-11-22T09:30:00-05:00");
    if (format == QLatin1String("date"))
        return QStringLiteral("1987-02-03");
    const QString pattern = schema[QStringLiteral("pattern")].toString();
    if (pattern.contains(QLatin1String("[0-5]")))
        return QStringLiteral("09:30");
    if (pattern == QLatin1String("^[0-9]{6}$"))
        return QStringLiteral("012345");
    const int minimum = schema[QStringLiteral("minLength")].toInt();
    if (schema[QStringLiteral("description")].toString().startsWith(QLatin1String("32 bytes, base64")))
        return QString::fromLatin1(QByteArray(32, 'k').toBase64());
    return QString(qMax(minimum, 1), u'x');
}

} // namespace

Description::Description(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The API description is not where it belongs");
    document_ = QJsonDocument::fromJson(file.readAll()).object();
}

QJsonObject Description::schema(const QString& name) const {
    const auto schemas =
        document_[QStringLiteral("components")].toObject()[QStringLiteral("schemas")].toObject();
    if (!schemas.contains(name))
        qFatal("No such schema: %s", qPrintable(name));
    return schemas[name].toObject();
}

QJsonObject Description::resolve(const QJsonObject& schema) const {
    const QString reference = schema[QStringLiteral("$ref")].toString();
    return reference.isEmpty() ? schema : this->schema(reference.section(u'/', -1));
}

QJsonObject Description::example(const QString& name) const {
    return example(schema(name)).toObject();
}

QJsonValue Description::example(const QJsonObject& given) const {
    const QJsonObject schema = resolve(given);
    if (schema.contains(QStringLiteral("oneOf")))
        return example(schema[QStringLiteral("oneOf")].toArray().first().toObject());
    if (schema.contains(QStringLiteral("enum")))
        return schema[QStringLiteral("enum")].toArray().first();
    const QString kind = schema[type].toString();
    if (kind == QLatin1String("integer"))
        return schema[QStringLiteral("minimum")];
    if (kind == QLatin1String("boolean"))
        return true;
    if (kind == QLatin1String("array")) {
        QJsonArray items;
        for (int at = 0; at < qMax(1, schema[QStringLiteral("minItems")].toInt()); ++at)
            items.append(example(schema[QStringLiteral("items")].toObject()));
        return items;
    }
    if (kind == QLatin1String("string"))
        return exampleText(schema);
    QJsonObject object;
    const QJsonObject properties = schema[QStringLiteral("properties")].toObject();
    for (auto member = properties.begin(); member != properties.end(); ++member)
        object.insert(member.key(), example(member.value().toObject()));
    // An example of a span has to be one: the schema cannot say that the end comes later.
    if (object.contains(QStringLiteral("start")) && exampleText({}) != object[QStringLiteral("end")])
        if (object[QStringLiteral("end")].toString().size() > 5)
            object.insert(QStringLiteral("end"), QStringLiteral("2026-11-22T15:00:00Z"));
    return object;
}

QJsonValue Description::beyond(const QJsonObject& given) const {
    const QJsonObject schema = resolve(given);
    if (schema.contains(QStringLiteral("oneOf")))
        return beyond(schema[QStringLiteral("oneOf")].toArray().first().toObject());
    if (schema.contains(QStringLiteral("enum")))
        return QStringLiteral("no such name");
    const QString kind = schema[type].toString();
    if (kind == QLatin1String("integer"))
        return schema[QStringLiteral("maximum")].toDouble() + 1;
    if (kind == QLatin1String("string"))
        return QString(schema[QStringLiteral("maxLength")].toInt(1 << 20) + 1, u'x');
    return 17;
}

QString Description::violation(const QJsonObject& given, const QJsonValue& value) const {
    const QJsonObject schema = resolve(given);
    if (schema.contains(QStringLiteral("oneOf"))) {
        if (value.isNull())
            return {};
        return violation(schema[QStringLiteral("oneOf")].toArray().first().toObject(), value);
    }
    const QString kind = schema[type].toString();
    if (kind == QLatin1String("integer")) {
        const double number = value.toDouble(-1);
        const bool fits = value.isDouble() && number >= schema[QStringLiteral("minimum")].toDouble() &&
                          number <= schema[QStringLiteral("maximum")].toDouble();
        return fits ? QString() : QStringLiteral("integer");
    }
    if (kind == QLatin1String("string")) {
        const QString text = value.toString();
        const QRegularExpression pattern(schema[QStringLiteral("pattern")].toString());
        const auto names = schema[QStringLiteral("enum")].toArray();
        const bool fits = value.isString() && text.size() >= schema[QStringLiteral("minLength")].toInt() &&
                          text.size() <= schema[QStringLiteral("maxLength")].toInt(1 << 20) &&
                          pattern.match(text).hasMatch() && (names.isEmpty() || names.contains(value));
        return fits ? QString() : QStringLiteral("string");
    }
    if (kind != QLatin1String("object"))
        return {};
    const QJsonObject object = value.toObject();
    const QJsonObject properties = schema[QStringLiteral("properties")].toObject();
    for (const QJsonValue& name : schema[QStringLiteral("required")].toArray())
        if (!object.contains(name.toString()))
            return QStringLiteral("missing ") + name.toString();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!properties.contains(member.key()))
            return QStringLiteral("unknown ") + member.key();
        const QString inner = violation(properties[member.key()].toObject(), member.value());
        if (!inner.isEmpty())
            return member.key() + QStringLiteral(": ") + inner;
    }
    return {};
}

} // namespace custos::test
