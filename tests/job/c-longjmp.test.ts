/** C libraries that leave by longjmp, as readers of pictures and of scripts do, work under every limit. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { c } from '../../packages/builder/src/languages/c.ts';
import { Job } from './job.ts';

const SHIPPED = join(import.meta.dirname, '../..');

const MODULE = `#include <setjmp.h>
#include "wadup.h"

static const wadup_column columns[] = { { "came", WADUP_INT64 } };
static wadup_table jumps = WADUP_TABLE("jumps", columns);
static jmp_buf back;

static int descend(int depth) {
  if (depth == 0) longjmp(back, 7);
  return descend(depth - 1) + 1;
}

__attribute__((export_name("process"))) int process(void) {
  int came = setjmp(back);
  if (came == 0) descend((int)wadup_content_size());
  wadup_value row[] = { wadup_int64(came) };
  return wadup_insert_row(&jumps, row, 1);
}
`;

async function build(): Promise<Uint8Array> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-longjmp-')));
  try {
    mkdirSync(join(directory, 'src'));
    writeFileSync(join(directory, 'src/module.c'), MODULE);
    // As the guide has them.
    writeFileSync(join(directory, 'compile_flags.txt'), '-mllvm\n-wasm-enable-sjlj\n-lsetjmp\n');
    const environment = { XDG_CACHE_HOME: join(directory, 'cache'), LOCALAPPDATA: join(directory, 'cache') };
    const { signal } = new AbortController();
    return await c.build({ directory, shipped: SHIPPED, environment, signal, say: () => {} });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('longjmp comes back to setjmp, content after content, also with limits of fuel and stack', async () => {
  const module = await build();
  for (const limits of [{}, { fuel: 1_000_000, maxStack: 1_048_576, timeout: 60 }]) {
    using job = new Job({ jumps: module }, { one: 'a', two: 'b'.repeat(100), three: '' });
    await job.run(limits);
    expect(job.errors()).toEqual({ one: null, two: null, three: null });
    expect(job.rows('SELECT came FROM jumps')).toEqual([[7], [7], [7]]);
  }
});
