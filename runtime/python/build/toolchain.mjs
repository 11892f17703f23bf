/** clang, lld and wasi-libc from the package ziglang, behind programs named cc, ar and ranlib. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './workplace.mjs';

/**
 * Headers that zig has for its other systems and WASI has not: without them configure and the sources see for themselves
 * that something is missing, instead of the linker.
 */
const ABSENT_HEADERS =
  'aio elf grp lastlog libintl link mntent net/ethernet net/if net/if_arp net/route netdb netinet/ether netinet/if_ether ' +
  'paths pty pwd resolv scsi/scsi scsi/scsi_ioctl scsi/sg shadow spawn sys/acct sys/auxv sys/cachectl sys/epoll ' +
  'sys/fanotify sys/fsuid sys/inotify sys/io sys/ipc sys/kd sys/klog sys/membarrier sys/mount sys/msg sys/mtio ' +
  'sys/personality sys/prctl sys/procfs sys/ptrace sys/quota sys/reboot sys/sem sys/sendfile sys/shm sys/signalfd ' +
  'sys/soundcard sys/statfs sys/swap sys/syslog sys/sysmacros sys/termios sys/timerfd sys/ucontext sys/user sys/vfs ' +
  'sys/vt sys/wait sys/xattr syslog termios ucontext ulimit utmp utmpx wait wordexp';

export function prepareToolchain(place, wheel) {
  const zig = join(place.toolchain, 'ziglang', 'zig');
  run('python3', ['-m', 'zipfile', '-e', wheel, place.toolchain]);
  run('chmod', ['+x', zig]);
  const absent = join(place.toolchain, 'absent');
  for (const header of ABSENT_HEADERS.split(' ')) {
    const file = join(absent, `${header}.h`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '#error "not in WASI"\n');
  }
  const programs = join(place.toolchain, 'bin');
  mkdirSync(programs, { recursive: true });
  const caches = `export ZIG_GLOBAL_CACHE_DIR=${place.toolchain}/cache ZIG_LOCAL_CACHE_DIR=${place.toolchain}/cache`;
  // zig names the target itself and puts the stack first anyway; names of folders stay out of the code.
  const compile = `for argument do
  shift
  case "$argument" in --target=* | -Wl,--stack-first) ;; *) set -- "$@" "$argument" ;; esac
done
exec ${zig} cc -target wasm32-wasi -I${absent} -ffile-prefix-map=${place.root}=. "$@"`;
  writeProgram(join(programs, 'cc'), `${caches}\n${compile}\n`);
  for (const tool of ['ar', 'ranlib']) writeProgram(join(programs, tool), `${caches}\nexec ${zig} ${tool} "$@"\n`);
}

function writeProgram(path, body) {
  writeFileSync(path, `#!/bin/sh\n${body}`, { mode: 0o755 });
}

/** What programs need to find the toolchain as cc, ar and ranlib. */
export function toolchainEnvironment(place) {
  return { PATH: `${join(place.toolchain, 'bin')}:${process.env.PATH}` };
}
