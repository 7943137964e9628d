#include "models/wire/reader.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace custos::wire {
namespace {

constexpr int deepestNesting = 32;

Problem malformed(const QString& pointer) {
    return Problem{.kind = Problem::Kind::Malformed, .pointer = pointer};
}

/// Brackets outside strings; says nothing about whether it is JSON.
bool nestsTooDeep(const QByteArray& body) {
    int depth = 0;
    bool inString = false;
    for (qsizetype at = 0; at < body.size(); ++at) {
        const char c = body[at];
        if (inString && c == '\\')
            ++at;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '['))
            if (++depth > deepestNesting)
                return true;
        if (!inString && (c == '}' || c == ']'))
            --depth;
    }
    return false;
}

QDateTime instantFrom(const QString& text) {
    // Qt alone would also take a time without an offset, and read it as this computer's.
    static const QRegularExpression shape(QStringLiteral(
        R"(\A\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})\z)"));
    return shape.match(text).hasMatch() ? QDateTime::fromString(text.toUpper(), Qt::ISODateWithMs).toUTC()
                                        : QDateTime();
}

/// JSON Schema counts code points; a QString counts UTF-16 units, of which there may be twice as many.
bool longerThan(const QString& text, qsizetype maximum) {
    return text.size() > maximum && text.toUcs4().size() > maximum;
}

} // namespace

Reader::Reader(const QJsonObject& object)
    : object_(object) {}

QJsonValue Reader::take(QLatin1String name) {
    taken_.insert(name);
    return object_.value(name);
}

bool Reader::takesNull(QLatin1String name) {
    return take(name).isNull();
}

QString Reader::text(QLatin1String name, qsizetype minimum, qsizetype maximum) {
    const QJsonValue value = take(name);
    QString text = value.toString();
    if (!value.isString() || text.size() < minimum || longerThan(text, maximum))
        refuse(name);
    return text;
}

QString Reader::textOrNull(QLatin1String name, qsizetype minimum, qsizetype maximum) {
    return takesNull(name) ? QString() : text(name, minimum, maximum);
}

QStringList Reader::texts(QLatin1String name, qsizetype maximumEach) {
    QStringList texts;
    for (const QJsonValue item : array(name)) {
        texts.append(item.toString());
        if (!item.isString() || texts.last().isEmpty() || texts.last().size() > maximumEach)
            refuse(name);
    }
    return texts;
}

qint64 Reader::integer(QLatin1String name, qint64 minimum, qint64 maximum) {
    const QJsonValue value = take(name);
    const double asDouble = value.toDouble();
    const qint64 number = value.toInteger(std::numeric_limits<qint64>::min());
    // 1.5 and 1e300 are numbers, but no integers: toInteger keeps its default for them.
    const bool whole = value.isDouble() && double(number) == asDouble;
    if (!whole || number < minimum || number > maximum)
        refuse(name);
    return number;
}

std::optional<int> Reader::integerOrNull(QLatin1String name, int minimum, int maximum) {
    return takesNull(name) ? std::nullopt : std::optional<int>(int(integer(name, minimum, maximum)));
}

bool Reader::boolean(QLatin1String name) {
    const QJsonValue value = take(name);
    if (!value.isBool())
        refuse(name);
    return value.toBool();
}

QDateTime Reader::instant(QLatin1String name) {
    QDateTime instant = instantFrom(text(name, 20, 40));
    if (!instant.isValid())
        refuse(name);
    return instant;
}

std::optional<QDateTime> Reader::instantOrNull(QLatin1String name) {
    return takesNull(name) ? std::nullopt : std::optional(instant(name));
}

QDate Reader::date(QLatin1String name) {
    const QDate date = QDate::fromString(text(name, 10, 10), QStringLiteral("yyyy-MM-dd"));
    if (!date.isValid())
        refuse(name);
    return date;
}

std::optional<QDate> Reader::dateOrNull(QLatin1String name) {
    return takesNull(name) ? std::nullopt : std::optional(date(name));
}

QTime Reader::timeOfDay(QLatin1String name) {
    const QTime time = QTime::fromString(text(name, 5, 5), QStringLiteral("HH:mm"));
    if (!time.isValid())
        refuse(name);
    return time;
}

QTimeZone Reader::zone(QLatin1String name) {
    const QTimeZone zone(text(name, 1, 64).toUtf8());
    if (!zone.isValid())
        refuse(name);
    return zone;
}

QByteArray Reader::base64(QLatin1String name, qsizetype minimum, qsizetype maximum) {
    const QByteArray encoded = text(name, 0, (maximum + 2) / 3 * 4).toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    QByteArray bytes = decoded ? *decoded : QByteArray();
    // Encoding it again finds missing padding and stray bits, which the decoder forgives.
    if (bytes.size() < minimum || bytes.size() > maximum || bytes.toBase64() != encoded)
        refuse(name);
    return bytes;
}

std::optional<TimeSpan> Reader::span() {
    const QDateTime start = instant(QLatin1String("start"));
    const QDateTime end = instant(QLatin1String("end"));
    auto span = TimeSpan::make(start, end);
    if (!span)
        refuse(QLatin1String("end"));
    return span;
}

QJsonObject Reader::nested(QLatin1String name) {
    const QJsonValue value = take(name);
    if (!value.isObject())
        refuse(name);
    return value.toObject();
}

QJsonArray Reader::array(QLatin1String name) {
    const QJsonValue value = take(name);
    if (!value.isArray())
        refuse(name);
    return value.toArray();
}

void Reader::refuse(QLatin1String name) {
    refuse(QLatin1Char('/') + name);
}

void Reader::refuse(const QString& pointer) {
    if (!problem_)
        problem_ = malformed(pointer);
}

bool Reader::complete() {
    for (auto member = object_.begin(); !problem_ && member != object_.end(); ++member) {
        const QByteArray name = member.key().toLatin1();
        if (!taken_.contains(QLatin1String(name)))
            refuse(QLatin1Char('/') + member.key());
    }
    return !problem_;
}

unexpected<Problem> Reader::problem() const {
    return unexpected<Problem>(problem_.value_or(malformed({})));
}

Parsed<QJsonObject> parseBody(const QByteArray& body) {
    if (nestsTooDeep(body))
        return unexpected<Problem>(malformed({}));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return unexpected<Problem>(malformed({}));
    return document.object();
}

QString toWire(const QDateTime& instant) {
    return instant.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace custos::wire
