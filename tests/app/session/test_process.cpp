#include "app/session/process_hardening.h"

#include <QByteArray>
#include <QTest>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace custos::app {
namespace {

/// Whether these bytes stand at `address`, also after that was freed: asked of the kernel, because compiler
/// and allocator have opinions about freed memory. Allocates nothing, so that the block is not taken again.
bool stands(const char* bytes, size_t size, quintptr address) {
    static const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    static char seen[64];
    if (size > sizeof seen || ::pread(memory, seen, size, off_t(address)) != ssize_t(size))
        qFatal("cannot read this process's memory");
    const bool same = std::memcmp(seen, bytes, size) == 0;
    explicit_bzero(seen, sizeof seen);
    return same;
}

constexpr char canary[] = "Canaryman, Testa 1987-02-03";

} // namespace

class TestProcess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wipesWhatMallocGave_data() {
        QTest::addColumn<int>("size");
        for (const int size : {32, 120, 1000, 5000, 60000})
            QTest::addRow("%d", size) << size;
    }
    void wipesWhatMallocGave() {
        QFETCH(int, size);
        auto* block = static_cast<char*>(std::malloc(size_t(size)));
        // Further in than the allocator's own links, which it writes into the first bytes of a free block.
        char* place = block + (size > 64 ? 40 : 16);
        std::memcpy(place, canary, 12);
        const auto address = quintptr(place);
        const bool before = stands(canary, 12, address);
        std::free(block);
        const bool after = stands(canary, 12, address);
        QVERIFY(before);
        QVERIFY(!after);
    }

    void wipesStringsAndWhatGrowingThemLeavesBehind() {
        QString text = QString::fromLatin1(canary).repeated(4);
        const auto place = quintptr(text.constData() + 40);
        char16_t expected[12];
        std::memcpy(expected, text.constData() + 40, sizeof expected);
        const bool before = stands(reinterpret_cast<const char*>(expected), sizeof expected, place);
        text.append(QString(100000, u'x'));
        const bool after = stands(reinterpret_cast<const char*>(expected), sizeof expected, place);
        QVERIFY(quintptr(text.constData() + 40) != place);
        QVERIFY(before);
        QVERIFY(!after);
    }

    void keepsWhatReallocMustKeep() {
        auto* block = static_cast<char*>(std::malloc(100));
        for (int n = 0; n < 100; ++n)
            block[n] = char(n);
        for (const size_t size : {size_t(40), size_t(48), size_t(5000), size_t(200000), size_t(60)}) {
            block = static_cast<char*>(std::realloc(block, size));
            QVERIFY(block != nullptr);
            for (int n = 0; n < 40; ++n)
                QCOMPARE(int(block[n]), n);
        }
        QVERIFY(std::realloc(block, 0) == nullptr);
        block = static_cast<char*>(std::realloc(nullptr, 10));
        QVERIFY(block != nullptr);
        std::free(block);
        void* aligned = nullptr;
        QCOMPARE(posix_memalign(&aligned, 4096, 10000), 0);
        std::free(aligned);
    }

    void leavesNoCoreAndLetsNobodyLook() {
        const pid_t child = fork();
        if (child == 0) {
            hardenProcess();
            rlimit core{};
            getrlimit(RLIMIT_CORE, &core);
            const mode_t mask = umask(0);
            const bool fine =
                core.rlim_cur == 0 && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 && mask == 077;
            _exit(fine ? 0 : 1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void dumpsNoCoreWhenItCrashes() {
        const pid_t child = fork();
        if (child == 0) {
            hardenProcess();
            std::signal(SIGABRT, SIG_DFL);
            std::abort();
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(!WCOREDUMP(status));
    }
};

} // namespace custos::app

QTEST_GUILESS_MAIN(custos::app::TestProcess)
#include "test_process.moc"
