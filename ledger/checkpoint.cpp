#include "ledger/checkpoint.h"

#include <algorithm>
#include <charconv>

namespace custos::ledger {

namespace {

// EM DASH and space, which open a signature line.
constexpr std::string_view signatureMark = "\xE2\x80\x94 ";

constexpr std::string_view timeKey = "time ", epochKey = "epoch ", chainKey = "chain ";

std::string bodyOf(const Checkpoint& checkpoint, const Uuid& practice) {
    std::string body;
    for (const std::string& line :
         {originOf(practice), std::to_string(checkpoint.size), toBase64(checkpoint.root),
          std::string(timeKey) + toRfc3339(checkpoint.time),
          std::string(epochKey) + std::to_string(checkpoint.epoch),
          std::string(chainKey) + toBase64(checkpoint.chainHead)})
        body.append(line).append("\n");
    return body;
}

// A note taken apart; nothing in it is believed yet.
struct Note {
    std::string_view body; // with its final newline: the signed bytes
    std::array<std::string_view, 6> lines;
    std::string_view keyName;
    Bytes keyIdAndSignature;
};

// The text up to `mark`, which both are taken off the front of `rest`.
std::optional<std::string_view> takeUntil(std::string_view& rest, std::string_view mark) {
    const std::size_t at = rest.find(mark);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view taken = rest.substr(0, at);
    rest.remove_prefix(at + mark.size());
    return taken;
}

std::optional<Note> takeApart(std::string_view text) {
    if (text.size() > maxCheckpointSize)
        return std::nullopt;
    Note note;
    std::string_view rest = text;
    for (std::string_view& line : note.lines) {
        const auto taken = takeUntil(rest, "\n");
        if (!taken)
            return std::nullopt;
        line = *taken;
    }
    note.body = text.substr(0, text.size() - rest.size());
    const auto blank = takeUntil(rest, "\n");
    const auto mark = takeUntil(rest, signatureMark);
    const auto name = takeUntil(rest, " ");
    const auto signature = takeUntil(rest, "\n");
    if (!blank || !blank->empty() || !mark || !mark->empty() || !name || !signature || !rest.empty())
        return std::nullopt;
    auto bytes = fromBase64(*signature);
    if (!bytes || bytes->size() != sizeof(KeyId) + sizeof(Signature))
        return std::nullopt;
    note.keyName = *name;
    note.keyIdAndSignature = *std::move(bytes);
    return note;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string_view after(std::string_view key, std::string_view line) {
    return line.starts_with(key) ? line.substr(key.size()) : std::string_view();
}

std::optional<Checkpoint> checkpointIn(const Note& note) {
    const auto size = number(note.lines[1]);
    const auto root = hashFromBase64(note.lines[2]);
    const auto time = fromRfc3339(after(timeKey, note.lines[3]));
    const auto epoch = number(after(epochKey, note.lines[4]));
    const auto chain = hashFromBase64(after(chainKey, note.lines[5]));
    if (!size || *size > maxTreeSize || !root || !time || !epoch || !chain)
        return std::nullopt;
    return Checkpoint{*size, *root, *time, *epoch, *chain};
}

} // namespace

std::string signCheckpoint(const Checkpoint& checkpoint, const Uuid& practice, const SigningKey& key) {
    std::string text = bodyOf(checkpoint, practice);
    const KeyId id = keyIdOf({practice, key.publicKey()});
    const Signature signature = key.sign(asBytes(text));
    Bytes signed_(id.begin(), id.end());
    signed_.insert(signed_.end(), signature.begin(), signature.end());
    return text + '\n' + std::string(signatureMark) + originOf(practice) + ' ' + toBase64(signed_) + '\n';
}

Result<Checkpoint, CheckpointError> parseAndVerify(std::string_view text, const LedgerIdentity& ledger) {
    const auto note = takeApart(text);
    if (!note)
        return unexpected(CheckpointError::Malformed);
    const std::string origin = originOf(ledger.practice);
    if (note->lines[0] != origin)
        return unexpected(CheckpointError::WrongLog);
    const ByteView keyIdAndSignature = note->keyIdAndSignature;
    if (note->keyName != origin ||
        !std::ranges::equal(keyIdAndSignature.first(sizeof(KeyId)), keyIdOf(ledger)))
        return unexpected(CheckpointError::UnknownKey);
    Signature signature;
    std::ranges::copy(keyIdAndSignature.subspan(sizeof(KeyId)), signature.begin());
    if (!signatureHolds(ledger.key, asBytes(note->body), signature))
        return unexpected(CheckpointError::BadSignature);
    const auto checkpoint = checkpointIn(*note);
    // Numbers such as 007 are signed text too, but not what we sign.
    if (!checkpoint || bodyOf(*checkpoint, ledger.practice) != note->body)
        return unexpected(CheckpointError::Malformed);
    return *checkpoint;
}

} // namespace custos::ledger
