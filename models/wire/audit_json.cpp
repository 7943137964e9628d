#include "models/wire/audit_json.h"

#include "ledger/entry.h"

#include <algorithm>

namespace custos::wire {
namespace {

constexpr qsizetype hashSize = 32;
constexpr qsizetype longestProof = 128;
constexpr qsizetype longestEntry = qsizetype(ledger::maxEntrySize);

struct Person {
    UserId id;
    QString displayName;
};

Parsed<SealedEntry> sealedEntry(const QJsonObject& json) {
    Reader in(json);
    const auto index = in.integer(QLatin1String("index"), 0, largestIndex);
    const QByteArray bytes = in.base64(QLatin1String("entry"), 1, longestEntry);
    if (!in.complete())
        return in.problem();
    return SealedEntry{quint64(index), bytes};
}

Parsed<Person> person(const QJsonObject& json) {
    Reader in(json);
    const auto id = in.id<UserId>(QLatin1String("id"));
    const QString displayName = in.text(QLatin1String("display_name"), 1, 200);
    if (!in.complete())
        return in.problem();
    return Person{*id, displayName};
}

std::optional<QByteArray> hash(const QString& encoded) {
    const QByteArray text = encoded.toLatin1();
    const auto bytes = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || (*bytes).size() != hashSize || (*bytes).toBase64() != text)
        return std::nullopt;
    return *bytes;
}

ProofHashes hashes(Reader& in) {
    const QLatin1String name("hashes");
    const QStringList texts = in.texts(name, 44);
    if (texts.size() > longestProof)
        in.refuse(name);
    ProofHashes proof;
    for (const QString& text : texts)
        if (auto bytes = hash(text))
            proof.hashes.append(std::move(*bytes));
        else
            in.refuse(name);
    return proof;
}

} // namespace

Parsed<AuditPage> auditPage(const QJsonObject& json) {
    Reader in(json);
    auto entries = in.list(QLatin1String("items"), &sealedEntry);
    const auto people = in.list(QLatin1String("people"), &person);
    const auto total = in.integer(QLatin1String("total"), 0, largestIndex);
    const bool more = in.boolean(QLatin1String("more"));
    if (!in.complete())
        return in.problem();
    std::ranges::sort(entries, std::ranges::greater(), &SealedEntry::index);
    QHash<UserId, QString> names;
    for (const Person& met : people)
        names.insert(met.id, met.displayName);
    return AuditPage{std::move(entries), std::move(names), quint64(total), more};
}

Parsed<QByteArray> auditCheckpoint(const QJsonObject& json) {
    Reader in(json);
    const QByteArray note = in.text(QLatin1String("checkpoint"), 1, 4096).toUtf8();
    if (!in.complete())
        return in.problem();
    return note;
}

Parsed<InclusionProof> inclusionProof(const QJsonObject& json) {
    Reader in(json);
    const auto index = in.integer(QLatin1String("index"), 0, largestIndex);
    const auto size = in.integer(QLatin1String("size"), 1, largestIndex);
    auto path = hashes(in);
    if (index >= size)
        in.refuse(QLatin1String("index"));
    if (!in.complete())
        return in.problem();
    return InclusionProof{quint64(index), quint64(size), std::move(path)};
}

Parsed<ProofHashes> consistencyProof(const QJsonObject& json) {
    Reader in(json);
    auto path = hashes(in);
    if (!in.complete())
        return in.problem();
    return path;
}

QJsonObject auditSearchBody(const AuditFilter& filter, const AuditWindow& window) {
    QJsonObject wanted;
    if (filter.actor)
        wanted.insert(QStringLiteral("actor"), filter.actor->toString());
    if (!filter.action.isEmpty())
        wanted.insert(QStringLiteral("action"), filter.action);
    if (!filter.outcome.isEmpty())
        wanted.insert(QStringLiteral("outcome"), filter.outcome);
    if (filter.patient)
        wanted.insert(QStringLiteral("patient"), filter.patient->toString());
    QJsonObject body{{QStringLiteral("limit"), window.limit}};
    if (!wanted.isEmpty())
        body.insert(QStringLiteral("filter"), wanted);
    if (window.before)
        body.insert(QStringLiteral("before"), qint64(*window.before));
    if (window.after)
        body.insert(QStringLiteral("after"), qint64(*window.after));
    return body;
}

std::optional<QByteArray> receipt(const QByteArray& header) {
    return hash(QString::fromLatin1(header));
}

} // namespace custos::wire
