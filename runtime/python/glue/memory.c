/*
 * malloc, by Doug Lea (out of the sources of libffi). The compiler's own rounds up to powers of two and never joins what was
 * freed: after one content with many small objects there is no room for a large one, and half of --max-memory is lost.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define HAVE_MMAP 0
#define HAVE_MREMAP 0
#define HAVE_MORECORE 1
#define MORECORE more_memory
#define MORECORE_CANNOT_TRIM
#define MORECORE_CONTIGUOUS 1
#define USE_LOCKS 0
#define NO_MALLINFO 1
#define MALLOC_ALIGNMENT 16
#define MALLOC_FAILURE_ACTION errno = ENOMEM
#define ABORT __builtin_trap()
#define LACKS_SYS_MMAN_H
#define LACKS_SYS_PARAM_H
#define LACKS_UNISTD_H
#define malloc_getpagesize PAGE
#define DEFAULT_GRANULARITY PAGE

enum { PAGE = 65536 };

extern unsigned char __heap_base, __heap_end;

/*
 * What dlmalloc calls sbrk. First comes what the link left between the data and the end of memory; what was attached
 * begins there, so that further memory begins somewhere else, which dlmalloc copes with.
 */
static void *more_memory(ptrdiff_t bytes)
{
    static uintptr_t end, limit;
    static void *const failed = (void *)-1;
    if (end == 0) {
        end = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
        limit = (uintptr_t)&__heap_end;
    }
    if (bytes < 0) return failed;
    if ((uintptr_t)bytes > limit - end) {
        size_t pages = ((size_t)bytes + PAGE - 1) / PAGE;
        size_t old = __builtin_wasm_memory_grow(0, pages);
        if (old == SIZE_MAX) return failed;
        if (old * PAGE != limit) end = old * PAGE;
        limit = (old + pages) * PAGE;
        /* The last page of four gigabytes: its end cannot be said. */
        if (limit == 0) limit = UINTPTR_MAX & ~(uintptr_t)15;
    }
    void *memory = (void *)end;
    end += (uintptr_t)bytes;
    return memory;
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include "dlmalloc.c"
#pragma clang diagnostic pop

void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *found = memalign(alignment, bytes);
    if (found == NULL) return ENOMEM;
    *memory = found;
    return 0;
}
