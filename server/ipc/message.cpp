#include "server/ipc/message.h"

#include <algorithm>
#include <array>

namespace custos::ipc {

namespace {

template<std::size_t Size>
std::array<char, Size> littleEndian(std::uint64_t value) {
    std::array<char, Size> bytes{};
    for (std::size_t i = 0; i < Size; ++i)
        bytes[i] = static_cast<char>(value >> (8 * i));
    return bytes;
}

std::uint64_t fromLittleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    return value;
}

} // namespace

MessageWriter::~MessageWriter() {
    ledger::wipe(out_);
}

void MessageWriter::raw(const void* from, std::size_t size) {
    if (out_.capacity() - out_.size() < size) {
        std::string larger;
        larger.reserve(std::max<std::size_t>(256, 2 * (out_.size() + size)));
        larger.assign(out_);
        larger.swap(out_);
        ledger::wipe(larger);
    }
    out_.append(static_cast<const char*>(from), size);
}

MessageWriter& MessageWriter::byte(std::uint8_t value) {
    raw(&value, 1);
    return *this;
}

MessageWriter& MessageWriter::number(std::uint64_t value) {
    const auto bytes = littleEndian<8>(value);
    raw(bytes.data(), bytes.size());
    return *this;
}

MessageWriter& MessageWriter::text(std::string_view value) {
    const auto size = littleEndian<4>(value.size());
    raw(size.data(), size.size());
    raw(value.data(), value.size());
    return *this;
}

MessageWriter& MessageWriter::bytes(ledger::ByteView value) {
    return text({reinterpret_cast<const char*>(value.data()), value.size()});
}

MessageWriter& MessageWriter::id(const ledger::Uuid& value) {
    raw(value.bytes.data(), value.bytes.size());
    return *this;
}

std::string_view MessageReader::take(std::uint64_t size) {
    if (!good_ || size > rest_.size()) {
        good_ = false;
        rest_ = {};
        return {};
    }
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

std::uint8_t MessageReader::byte() {
    return static_cast<std::uint8_t>(fromLittleEndian(take(1)));
}

std::uint64_t MessageReader::number() {
    return fromLittleEndian(take(8));
}

std::string_view MessageReader::text() {
    return take(fromLittleEndian(take(4)));
}

ledger::ByteView MessageReader::bytes() {
    const auto view = text();
    return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

ledger::Uuid MessageReader::id() {
    ledger::Uuid id;
    const auto view = take(id.bytes.size());
    std::copy(view.begin(), view.end(), id.bytes.begin());
    return id;
}

std::size_t MessageReader::count(std::size_t limit) {
    const auto value = number();
    if (value <= limit)
        return value;
    good_ = false;
    rest_ = {};
    return 0;
}

} // namespace custos::ipc
