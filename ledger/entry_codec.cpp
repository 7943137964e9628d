#include "ledger/entry.h"

#include <algorithm>

namespace custos::ledger {

namespace {

constexpr std::size_t idSize = 16;
constexpr std::size_t hashSize = 32;

// The three widths of a length prefix; a wider one would admit two spellings of nothing.
constexpr int shortText = 1;
constexpr int list = 2;
constexpr int longList = 3;

class Writer {
public:
    void number(std::uint64_t value, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
            bytes_.push_back(std::uint8_t(value >> shift));
    }
    void raw(ByteView view) { bytes_.insert(bytes_.end(), view.begin(), view.end()); }
    void vector(ByteView view, int prefixWidth) {
        number(view.size(), prefixWidth);
        raw(view);
    }
    void text(std::string_view text) { vector(asBytes(text), shortText); }
    void time(UtcTime time) { number(std::uint64_t(time.time_since_epoch().count()), 8); }
    void id(const std::optional<Uuid>& id) { vector(id ? ByteView(id->bytes) : ByteView(), shortText); }
    void hash(const std::optional<Hash>& hash) { vector(hash ? ByteView(*hash) : ByteView(), shortText); }

    [[nodiscard]] Bytes take() { return std::move(bytes_); }

private:
    Bytes bytes_;
};

// After the first failure everything reads as empty and the failure stays; callers check once, at the end.
class Reader {
public:
    explicit Reader(ByteView bytes)
        : rest_(bytes) {}

    ByteView raw(std::size_t size) {
        if (size > rest_.size()) {
            fail(DecodeError::Truncated);
            return {};
        }
        const ByteView taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::uint64_t number(int width) {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : raw(std::size_t(width)))
            value = value << 8 | byte;
        return value;
    }
    ByteView vector(int prefixWidth) { return raw(number(prefixWidth)); }
    std::string text() {
        const ByteView view = vector(shortText);
        return {view.begin(), view.end()};
    }
    template<std::size_t Size>
    std::array<std::uint8_t, Size> array() {
        return toArray<Size>(raw(Size));
    }
    template<std::size_t Size>
    std::optional<std::array<std::uint8_t, Size>> optionalArray() {
        const ByteView view = vector(shortText);
        if (view.empty())
            return std::nullopt;
        if (view.size() != Size)
            fail(DecodeError::Malformed);
        return toArray<Size>(view);
    }
    std::optional<Uuid> id() {
        const auto bytes = optionalArray<idSize>();
        return bytes ? std::optional(Uuid{*bytes}) : std::nullopt;
    }
    UtcTime time() {
        const std::uint64_t micros = number(8);
        if (micros > std::uint64_t(latestTime.time_since_epoch().count()))
            fail(DecodeError::Malformed);
        return failure_ ? UtcTime{} : UtcTime{std::chrono::microseconds{micros}};
    }
    // Reads items until the vector is used up; an item that runs over its end is a failure of the whole.
    template<class Item>
    auto items(int prefixWidth, Item item) {
        Reader inner(vector(prefixWidth));
        std::vector<decltype(item(inner))> all;
        while (!inner.rest_.empty() && !inner.failure_)
            all.push_back(item(inner));
        if (inner.failure_)
            fail(DecodeError::Malformed);
        return all;
    }

    void fail(DecodeError error) {
        if (!failure_)
            failure_ = error;
        rest_ = {};
    }
    [[nodiscard]] std::optional<DecodeError> finish() const {
        return failure_ || rest_.empty() ? failure_ : DecodeError::TrailingBytes;
    }

private:
    template<std::size_t Size>
    static std::array<std::uint8_t, Size> toArray(ByteView view) {
        std::array<std::uint8_t, Size> array{};
        std::copy_n(view.begin(), std::min(view.size(), Size), array.begin());
        return array;
    }

    ByteView rest_;
    std::optional<DecodeError> failure_;
};

std::string readText(Reader& reader) {
    return reader.text();
}

Detail readDetail(Reader& reader) {
    std::string key = reader.text();
    return {std::move(key), reader.text()};
}

Hash readHash(Reader& reader) {
    return reader.array<hashSize>();
}

Outcome readOutcome(Reader& reader) {
    const std::uint64_t number = reader.number(1);
    if (number < std::uint64_t(Outcome::Allowed) || number > std::uint64_t(Outcome::Failed))
        reader.fail(DecodeError::Malformed);
    return Outcome(number);
}

// Zero stands for "covers nothing": nothing was covered in 1970.
std::optional<UtcTime> readCoversUntil(Reader& reader) {
    const UtcTime time = reader.time();
    return time == UtcTime{} ? std::nullopt : std::optional(time);
}

EntryFields readFields(Reader& reader) {
    EntryFields fields;
    fields.tenant = Uuid{reader.array<idSize>()};
    fields.time = reader.time();
    fields.actor = reader.id();
    fields.actingAs = reader.id();
    fields.session = reader.id();
    fields.roles = reader.items(list, readText);
    fields.source = reader.text();
    fields.action = Action(reader.number(2));
    fields.outcome = readOutcome(reader);
    fields.reason = reader.text();
    fields.reasonText = reader.optionalArray<hashSize>();
    fields.fieldsShown = reader.items(list, readText);
    fields.breakGlass = reader.id();
    fields.coversUntil = readCoversUntil(reader);
    fields.details = reader.items(list, readDetail);
    fields.subjects = reader.items(longList, readHash);
    fields.nonce = reader.array<idSize>();
    return fields;
}

Bytes texts(const std::vector<std::string>& all) {
    Writer writer;
    for (const std::string& text : all)
        writer.text(text);
    return writer.take();
}

Bytes details(const std::vector<Detail>& all) {
    Writer writer;
    for (const Detail& detail : all) {
        writer.text(detail.key);
        writer.text(detail.value);
    }
    return writer.take();
}

Bytes hashes(const std::vector<Hash>& all) {
    Writer writer;
    for (const Hash& hash : all)
        writer.raw(hash);
    return writer.take();
}

} // namespace

Bytes encode(const Entry& entry) {
    const EntryFields& fields = entry.fields();
    Writer writer;
    writer.number(entryFormatVersion, 2);
    writer.raw(fields.tenant.bytes);
    writer.time(fields.time);
    writer.id(fields.actor);
    writer.id(fields.actingAs);
    writer.id(fields.session);
    writer.vector(texts(fields.roles), list);
    writer.text(fields.source);
    writer.number(std::uint64_t(fields.action), 2);
    writer.number(std::uint64_t(fields.outcome), 1);
    writer.text(fields.reason);
    writer.hash(fields.reasonText);
    writer.vector(texts(fields.fieldsShown), list);
    writer.id(fields.breakGlass);
    writer.time(fields.coversUntil.value_or(UtcTime{}));
    writer.vector(details(fields.details), list);
    writer.vector(hashes(fields.subjects), longList);
    writer.raw(fields.nonce);
    return writer.take();
}

Result<Entry, DecodeError> decode(ByteView bytes) {
    if (bytes.size() > maxEntrySize)
        return unexpected(DecodeError::TooLarge);
    Reader reader(bytes);
    const std::uint64_t version = reader.number(2);
    if (bytes.size() >= 2 && version != entryFormatVersion)
        return unexpected(DecodeError::UnknownVersion);
    EntryFields fields = readFields(reader);
    if (const auto error = reader.finish())
        return unexpected(*error);
    auto entry = Entry::make(std::move(fields));
    if (!entry)
        return unexpected(DecodeError::InvalidEntry);
    if (!std::ranges::equal(encode(*entry), bytes))
        return unexpected(DecodeError::NotCanonical);
    return *std::move(entry);
}

} // namespace custos::ledger
