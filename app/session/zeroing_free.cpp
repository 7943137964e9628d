/// Memory of the client is wiped when it is let go: Qt and everything else frees without zeroing, and what
/// was on the screen would stay in the heap (docs/decisions: zero-on-free by wrapping glibc's own `free`).
///
/// Defined in the executable these two take the place of glibc's for every library in the process; `malloc`
/// and the rest stay as they are, because the blocks still come from and go to the same allocator.

#include <cstddef>
#include <cstring>
#include <malloc.h>

#if !defined(__SANITIZE_ADDRESS__) // which brings an allocator of its own

extern "C" {

void __libc_free(void* block);    // NOLINT(bugprone-reserved-identifier): the library's own
void* __libc_malloc(size_t size); // NOLINT(bugprone-reserved-identifier)

void free(void* block) {
    if (block != nullptr)
        explicit_bzero(block, malloc_usable_size(block));
    __libc_free(block);
}

void* realloc(void* block, size_t size) {
    if (block == nullptr)
        return __libc_malloc(size);
    const size_t held = malloc_usable_size(block);
    // Growing within what is there already, or shrinking a little, needs no other block.
    if (size != 0 && size <= held && size > held / 2)
        return block;
    void* moved = size == 0 ? nullptr : __libc_malloc(size);
    if (moved == nullptr && size != 0)
        return nullptr;
    if (moved != nullptr)
        std::memcpy(moved, block, size < held ? size : held);
    free(block);
    return moved;
}

} // extern "C"

#endif
