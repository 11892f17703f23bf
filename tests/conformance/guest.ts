/** A guest over a filesystem of its own, with `/` as its first preopened directory. */
import { type WasiOptions } from '../../packages/engine/src/wasi/context.ts';
import { FileSystem } from '../../packages/engine/src/vfs/filesystem.ts';
import { type Stream, StreamNode } from '../../packages/engine/src/vfs/inode.ts';
import { openStream, preopen } from '../../packages/engine/src/vfs/open.ts';
import { OutputCapture } from '../../packages/engine/src/collect/captured-output.ts';
import { CaptureStream } from '../../packages/engine/src/instance/capture-stream.ts';
import { EmptyStream } from '../../packages/engine/src/vfs/streams.ts';
import { TestGuest } from '../../packages/engine/src/wasi/test-guest.ts';

export const LIMITS: { readonly bytes: number; readonly files: number; readonly descriptors: number } = {
  bytes: 1 << 24,
  files: 10_000,
  descriptors: 256,
};

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;
export const ROOT = 3;

export function newGuest(
  options: Partial<WasiOptions> = {},
  stdin: Stream = new EmptyStream(),
  stdout: Stream = captured(),
): TestGuest {
  const fs = new FileSystem(LIMITS);
  for (const [stream, read] of [
    [stdin, true],
    [stdout, false],
    [captured(), false],
  ] as const) {
    fs.descriptors.add(openStream(new StreamNode(fs.nextNumber(), fs.now(), stream), read, !read));
  }
  fs.descriptors.add(preopen(fs.root, '/'));
  return new TestGuest(fs, options);
}

function captured(): Stream {
  return new CaptureStream(new OutputCapture(1 << 20), 'stdout');
}
