/* A disk with a slower sync, for benches: every fsync and fdatasync takes SLOW_SYNC_US microseconds longer.
 *
 *   cc -O2 -shared -fPIC -o target/slow_sync.so benches/slow_sync.c -ldl
 *   SLOW_SYNC_US=2000 LD_PRELOAD=$PWD/target/slow_sync.so <command>
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void wait_more(void)
{
    const char *text = getenv("SLOW_SYNC_US");
    long micros = text ? atol(text) : 2000;
    struct timespec left = { micros / 1000000, (micros % 1000000) * 1000 };
    int kept = errno;
    while (nanosleep(&left, &left) == -1 && errno == EINTR) { }
    errno = kept;
}

static int synced(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(fd);
    wait_more();
    return result;
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
