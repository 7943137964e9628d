// Runs writer and sequencer under load until it is killed. Prints each acknowledged leaf, and each checkpoint
// that was published, as a line of its own; a test reads them and kills it.
//
//     audit_crash_load CONNINFO_OF_THE_WRITER CONNINFO_OF_THE_SEQUENCER ROUND

#include "server/audit/recorder.h"
#include "server/audit/sequencer_thread.h"
#include "server/log/log.h"
#include "tests/server/audit/audit_examples.h"

#include <unistd.h>

#include <cstdlib>

using namespace custos;
using namespace std::chrono_literals;

namespace {

ledger::UtcTime systemTime() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// One write: lines of several threads never mix, and half a line at the end is recognised.
void say(const ledger::Hash& leaf) {
    const std::string line = ledger::toHex(leaf) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != ssize_t(line.size()))
        std::_Exit(2);
}

} // namespace

int main(int count, char** arguments) {
    if (count != 4)
        return 2;
    log::Log log(STDERR_FILENO);
    const audit::EntryComposer composer(audit::example::entryKeys(), systemTime);
    audit::Writer writer(arguments[1], log, {.firstBackoff = 10ms, .lastBackoff = 100ms});
    audit::Recorder recorder(composer, writer);
    audit::SequencerThread sealing(
        std::make_unique<audit::Sequencer>(
            arguments[2], audit::SealingKeys{audit::example::secret(1), audit::example::ledgerKey()},
            composer),
        5ms);
    const std::uint64_t round = std::strtoull(arguments[3], nullptr, 10);
    std::vector<std::thread> readers;
    for (std::uint64_t reader = 0; reader < 8; ++reader) {
        readers.emplace_back([&recorder, round, reader] {
            for (std::uint64_t at = 0;; ++at) {
                const auto patient = (round * 8 + reader) * 10'000'000 + at;
                const auto tenant = audit::example::practice(1 + at % 2);
                if (const auto receipt = recorder.record(audit::example::chartRead(patient, tenant)))
                    say(receipt->leaf);
                else
                    std::this_thread::sleep_for(1ms);
            }
        });
    }
    for (std::thread& reader : readers)
        reader.join();
}
