/** C and C++, by clang: the one from npm (itself WebAssembly, so the same everywhere) or the author's own. */
import { join } from 'node:path';
import { namedPrograms } from '../clang/choose.ts';
import { compile } from '../clang/compile.ts';
import { NativeClang } from '../clang/native-clang.ts';
import { buildPackaged } from '../clang/packaged-build.ts';
import { readCSources } from '../clang/sources.ts';
import { BuildError } from '../errors.ts';
import type { BuildRequest, Language } from '../language.ts';
import { systemReason } from '../system-reason.ts';
import { readTextFile } from '../text-file.ts';

/** clangd's file of flags, one a line: editors and the build agree. */
const FLAGS_FILE = 'compile_flags.txt';
const DEFAULT_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Iinclude'];

export const c: Language = {
  name: 'c',
  aliases: ['c++', 'cpp', 'cxx', 'clang'],
  entryFiles: ['src/module.c', 'src/module.cc', 'src/module.cpp'],
  needs:
    'Nothing has to be installed: the compiler, clang, comes with wadup. Set WASI_SDK_PATH or CC to use one of your own.',
  generated: [],
  entryHint: 'Write __attribute__((export_name("process"))) in front of it, and extern "C" before that in C++.',
  carried: { from: 'guest/c', only: /^wadup\.h$/, to: 'include' },
  template: () => ({
    'src/module.c': MODULE,
    [FLAGS_FILE]: `${DEFAULT_FLAGS.join('\n')}\n`,
  }),
  declaredName: () => undefined,
  build,
};

async function build(request: BuildRequest): Promise<Uint8Array> {
  const { directory, say } = request;
  const input = { sources: readCSources(directory), flags: readFlags(directory), say };
  const programs = await namedPrograms(request);
  if (programs === null) return await buildPackaged(request, input);
  using compiler = new NativeClang(programs, request);
  return await compile(compiler, input);
}

function readFlags(directory: string): readonly string[] {
  try {
    const lines = readTextFile(join(directory, FLAGS_FILE))?.split('\n');
    return lines?.map((line) => line.trim()).filter((line) => line !== '') ?? DEFAULT_FLAGS;
  } catch (thrown) {
    throw new BuildError(`${FLAGS_FILE} cannot be read: ${systemReason(thrown)}.`);
  }
}

const MODULE = `#include "wadup.h"

static const wadup_column columns[] = {
  { "kind", WADUP_STRING },
  { "lines", WADUP_INT64 },
  { "words", WADUP_INT64 },
};
static wadup_table text_stats = WADUP_TABLE("text_stats", columns);

/* At the start of each thread, so that the table exists even if no row comes. */
__attribute__((constructor)) static void define_tables(void) {
  wadup_define_table(&text_stats);
}

static int is_space(unsigned char byte) {
  return byte == ' ' || (byte >= '\\t' && byte <= '\\r');
}

static int fail(void) {
  fprintf(stderr, "%s\\n", wadup_error());
  return 1;
}

/* Called once for every content: counts its lines and words. */
__attribute__((export_name("process"))) int process(void) {
  static unsigned char buffer[64 * 1024];
  const char *kind = "text";
  int64_t lines = 0, words = 0;
  uint64_t offset = 0;
  int in_word = 0;
  ptrdiff_t count;
  while ((count = wadup_content_read(offset, buffer, sizeof buffer)) > 0) {
    for (ptrdiff_t i = 0; i < count; i++) {
      if (buffer[i] == '\\0') kind = "binary";
      if (buffer[i] == '\\n') lines++;
      if (is_space(buffer[i])) {
        in_word = 0;
      } else if (!in_word) {
        in_word = 1;
        words++;
      }
    }
    offset += (uint64_t)count;
  }
  if (count < 0) return fail();
  wadup_value row[] = { wadup_string(kind), wadup_int64(lines), wadup_int64(words) };
  return wadup_insert_row(&text_stats, row, 3) == 0 ? 0 : fail();
}
`;
