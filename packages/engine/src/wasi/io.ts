import { FIXED_LIMITS } from '../options.ts';
import { type Descriptor, FD_FLAG, type Fd } from '../vfs/descriptors.ts';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import type { FileNode } from '../vfs/inode.ts';
import { RIGHT } from '../vfs/rights.ts';
import { CHARGE, type WasiContext } from './context.ts';
import { type GuestMemory, signed64, unsigned64 } from './memory.ts';
import type { HostFunctions } from './signatures.ts';

const WHENCE = { SET: 0, CUR: 1, END: 2 } as const;
const IOVEC_SIZE = 8;
/** Longer reads and writes are done in pieces of so many bytes, with a look at the clock after each. */
const PIECE = 16_777_216;

/** Reading, writing and positions. */
export function inputOutputFunctions(context: WasiContext): HostFunctions {
  return { ...readFunctions(context), ...writeFunctions(context), ...positionFunctions(context) };
}

function readFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  const kept = new KeptVectors();
  return {
    /** `readv` */
    fd_read(fd, vectorsPtr, vectorCount, countPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || (descriptor.rights & RIGHT.FD_READ) === 0) return ERRNO.BADF;
      const vectors = vectorsPtr! >>> 0;
      const count = vectorCount! >>> 0;
      const result = countPtr! >>> 0;
      const errno = checkVectors(memory, vectors, count) || memory.check(result, 4);
      if (errno !== 0) return errno;
      const file = descriptor.file;
      if (file === null) return readStream(context, descriptor, kept.take(memory, vectors, count), result);
      const read = readFile(context, file, vectors, count, kept, descriptor.position);
      if (read < 0) return -read;
      descriptor.position += read;
      context.chargeBytes(read);
      memory.setUint32(result, read);
      return 0;
    },

    /** `preadv` */
    fd_pread(fd, vectorsPtr, vectorCount, offsetLow, offsetHigh, countPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || (descriptor.rights & RIGHT.FD_READ) === 0) return ERRNO.BADF;
      if (descriptor.file === null) return ERRNO.SPIPE;
      const vectors = vectorsPtr! >>> 0;
      const count = vectorCount! >>> 0;
      const result = countPtr! >>> 0;
      const errno = checkSeekable(descriptor) || checkVectors(memory, vectors, count) || memory.check(result, 4);
      if (errno !== 0) return errno;
      const offset = unsigned64(offsetLow!, offsetHigh!);
      if (offset > Number.MAX_SAFE_INTEGER) return ERRNO.INVAL;
      const read = readFile(context, descriptor.file, vectors, count, kept, offset);
      if (read < 0) return -read;
      context.chargeBytes(read);
      memory.setUint32(result, read);
      return 0;
    },
  };
}

function writeFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  return {
    /** `writev` */
    fd_write(fd, vectorsPtr, vectorCount, countPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || (descriptor.rights & RIGHT.FD_WRITE) === 0) return ERRNO.BADF;
      const vectors = vectorsPtr! >>> 0;
      const count = vectorCount! >>> 0;
      const result = countPtr! >>> 0;
      const errno = checkVectors(memory, vectors, count) || memory.check(result, 4);
      if (errno !== 0) return errno;
      const file = descriptor.file;
      if (file === null) return writeStream(context, descriptor, vectors, count, result);
      const append = (descriptor.flags & FD_FLAG.APPEND) !== 0;
      const position = append ? file.size : descriptor.position;
      const written = writeFile(context, file, vectors, count, position);
      if (written < 0) return -written;
      descriptor.position = position + written;
      context.chargeBytes(written);
      memory.setUint32(result, written);
      return 0;
    },

    /** `pwritev`. As POSIX has it, and Linux has not, the offset counts for a file opened to append, too. */
    fd_pwrite(fd, vectorsPtr, vectorCount, offsetLow, offsetHigh, countPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || (descriptor.rights & RIGHT.FD_WRITE) === 0) return ERRNO.BADF;
      if (descriptor.file === null) return ERRNO.SPIPE;
      const vectors = vectorsPtr! >>> 0;
      const count = vectorCount! >>> 0;
      const result = countPtr! >>> 0;
      const errno = checkSeekable(descriptor) || checkVectors(memory, vectors, count) || memory.check(result, 4);
      if (errno !== 0) return errno;
      const offset = unsigned64(offsetLow!, offsetHigh!);
      if (offset > Number.MAX_SAFE_INTEGER) return offset >= 2 ** 63 ? ERRNO.INVAL : ERRNO.FBIG;
      const written = writeFile(context, descriptor.file, vectors, count, offset);
      if (written < 0) return -written;
      context.chargeBytes(written);
      memory.setUint32(result, written);
      return 0;
    },
  };
}

function positionFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  return {
    /** `lseek` */
    fd_seek(fd, offsetLow, offsetHigh, whence, resultPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      context.pendingFuel += CHARGE.call;
      const file = descriptor.file;
      if (file === null) return descriptor.directory === null ? ERRNO.SPIPE : ERRNO.BADF;
      if ((descriptor.rights & RIGHT.FD_SEEK) === 0) return ERRNO.NOTCAPABLE;
      let position = signed64(offsetLow!, offsetHigh!);
      if (whence === WHENCE.CUR) position += descriptor.position;
      else if (whence === WHENCE.END) {
        const size = file.size;
        if (size < 0) return -size;
        position += size;
      } else if (whence !== WHENCE.SET) return ERRNO.INVAL;
      if (position < 0 || position > Number.MAX_SAFE_INTEGER) return ERRNO.INVAL;
      const result = resultPtr! >>> 0;
      const errno = memory.check(result, 8);
      if (errno !== 0) return errno;
      descriptor.position = position;
      memory.setSize(result, position);
      return 0;
    },

    /** `lseek(fd, 0, SEEK_CUR)` */
    fd_tell(fd, resultPtr) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      context.pendingFuel += CHARGE.call;
      if (descriptor.file === null) return descriptor.directory === null ? ERRNO.SPIPE : ERRNO.BADF;
      if ((descriptor.rights & (RIGHT.FD_TELL | RIGHT.FD_SEEK)) === 0) return ERRNO.NOTCAPABLE;
      const result = resultPtr! >>> 0;
      const errno = memory.check(result, 8);
      if (errno !== 0) return errno;
      memory.setSize(result, descriptor.position);
      return 0;
    },
  };
}

/** What `pread` and `pwrite` need besides reading and writing. */
function checkSeekable(descriptor: Descriptor): Errno {
  return (descriptor.rights & RIGHT.FD_SEEK) === 0 ? ERRNO.NOTCAPABLE : 0;
}

/** That the vectors and all they point to lie in memory, and together fit into the 32 bits of the result. */
function checkVectors(memory: GuestMemory, vectors: number, count: number): Errno {
  if (count > FIXED_LIMITS.ioVectors) return ERRNO.INVAL;
  const errno = memory.check(vectors, count * IOVEC_SIZE);
  if (errno !== 0) return errno;
  if (count === 1) {
    return memory.getUint32(vectors) + memory.getUint32(vectors + 4) <= memory.size ? 0 : ERRNO.FAULT;
  }
  let total = 0;
  for (let i = 0; i < count; i++) {
    const vector = vectors + i * IOVEC_SIZE;
    const length = memory.getUint32(vector + 4);
    total += length;
    if (memory.getUint32(vector) + length > memory.size) return ERRNO.FAULT;
  }
  return total > 0xffff_ffff ? ERRNO.INVAL : 0;
}

/** Vectors as they were when the call began: what is read into one may lie over the others. */
class KeptVectors {
  count = 0;
  readonly #words: Uint32Array = new Uint32Array(FIXED_LIMITS.ioVectors * 2);

  take(memory: GuestMemory, vectors: number, count: number): this {
    this.count = count;
    for (let i = 0; i < count * 2; i++) this.#words[i] = memory.getUint32(vectors + i * 4);
    return this;
  }

  start(i: number): number {
    return this.#words[i * 2]!;
  }

  length(i: number): number {
    return this.#words[i * 2 + 1]!;
  }
}

/** Bytes read, or a negated errno. */
function readFile(
  context: WasiContext,
  file: FileNode,
  vectors: number,
  count: number,
  kept: KeptVectors,
  position: number,
): number {
  const { memory } = context;
  const storage = file.storage;
  // Nearly all calls have one vector, and not a long one.
  if (count === 1 && memory.getUint32(vectors + 4) <= PIECE) {
    return storage.read(memory.bytes, memory.getUint32(vectors), memory.getUint32(vectors + 4), position);
  }
  kept.take(memory, vectors, count);
  let done = 0;
  let sinceLook = 0;
  for (let i = 0; i < count; i++) {
    const start = kept.start(i);
    const length = kept.length(i);
    for (let at = 0; at < length; ) {
      const piece = Math.min(PIECE, length - at);
      const read = storage.read(memory.bytes, start + at, piece, position + done);
      // What was read before the error counts; the guest meets the error when it reads on.
      if (read < 0) return done > 0 ? done : read;
      done += read;
      at += read;
      sinceLook += read;
      if (read < piece || (sinceLook >= PIECE && context.isTimeUp())) return done;
      sinceLook %= PIECE;
    }
  }
  return done;
}

/** Bytes written, or a negated errno. */
function writeFile(context: WasiContext, file: FileNode, vectors: number, count: number, position: number): number {
  if (position < 0) return position;
  const written = writeVectors(context, file, vectors, count, position);
  if (written > 0) {
    file.written = true;
    file.modifiedAt(context.fs.now());
  }
  return written;
}

function writeVectors(context: WasiContext, file: FileNode, vectors: number, count: number, position: number): number {
  const { memory } = context;
  let done = 0;
  let sinceLook = 0;
  for (let i = 0; i < count; i++) {
    const start = memory.getUint32(vectors + i * IOVEC_SIZE);
    const length = memory.getUint32(vectors + i * IOVEC_SIZE + 4);
    for (let at = 0; at < length; ) {
      const piece = Math.min(PIECE, length - at);
      const written = file.storage.write(memory.bytes, start + at, piece, position + done);
      if (written < 0) return done > 0 ? done : written;
      done += written;
      at += written;
      sinceLook += written;
      if (written < piece || (sinceLook >= PIECE && context.isTimeUp())) return done;
      sinceLook %= PIECE;
    }
  }
  return done;
}

function readStream(context: WasiContext, descriptor: Descriptor, vectors: KeptVectors, result: number): Errno {
  const { memory } = context;
  const { stream } = descriptor;
  if (stream === null) return ERRNO.BADF;
  let done = 0;
  for (let i = 0; i < vectors.count; i++) {
    const start = vectors.start(i);
    const length = vectors.length(i);
    if (length === 0) continue;
    const errno = done === 0 ? awaitStream(context, descriptor) : 0;
    if (errno !== 0) return errno;
    const read = stream.read(memory.bytes, start, length);
    if (read < 0 && done === 0) return -read;
    if (read > 0) done += read;
    if (read < length) break;
  }
  context.chargeBytes(done);
  memory.setUint32(result, done);
  return 0;
}

/** Waits until a stream has something to read, no longer than the guest may wait. */
function awaitStream(context: WasiContext, descriptor: Descriptor): Errno {
  const { remainingMs, onDeadline } = context.options;
  const { stream } = descriptor;
  if (stream === null || (descriptor.flags & FD_FLAG.NONBLOCK) !== 0) return 0;
  if (stream.waitReadable(remainingMs?.() ?? Number.POSITIVE_INFINITY)) return 0;
  onDeadline?.();
  return ERRNO.INTR;
}

function writeStream(
  context: WasiContext,
  descriptor: Descriptor,
  vectors: number,
  count: number,
  result: number,
): Errno {
  const { memory } = context;
  const { stream } = descriptor;
  if (stream === null) return ERRNO.BADF;
  let done = 0;
  for (let i = 0; i < count; i++) {
    const vector = vectors + i * IOVEC_SIZE;
    const length = memory.getUint32(vector + 4);
    if (length === 0) continue;
    const written = stream.write(memory.bytes, memory.getUint32(vector), length);
    if (written < 0 && done === 0) return -written;
    if (written > 0) done += written;
    if (written < length) break;
  }
  context.chargeBytes(done);
  memory.setUint32(result, done);
  return 0;
}
