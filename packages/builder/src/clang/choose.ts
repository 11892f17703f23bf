/** Which clang compiles: the author's own where one is named, else the one from npm. */
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import type { BuildRequest } from '../language.ts';
import type { NativePrograms } from './native-clang.ts';

const OTHERWISE = 'Unset it to use the clang that comes with wadup.';

/** The author's own clang where one is named; `null`: the packaged one. @throws {MissingToolError} */
export async function namedPrograms(request: BuildRequest): Promise<NativePrograms | null> {
  const { environment } = request;
  const kit = environment['WASI_SDK_PATH'] ?? '';
  if (kit !== '') {
    const missing = `WASI_SDK_PATH is '${kit}', and there is no bin/clang in it. ${OTHERWISE}`;
    return { c: join(kit, 'bin', 'clang'), cpp: join(kit, 'bin', 'clang++'), missing };
  }
  const c = environment['CC'] ?? '';
  if (c === '') return null;
  const missing = `CC is '${c}', and there is no such program. ${OTHERWISE}`;
  if (!(await buildsForWasm(c, missing, request))) {
    request.say(`CC is '${c}', which does not build for WebAssembly: using the clang that comes with wadup.`);
    return null;
  }
  const cpp = environment['CXX'] ?? '';
  return { c, cpp: cpp === '' ? c.replace(/clang(?!.*clang)/, 'clang++') : cpp, missing };
}

/** CC is often set, and mostly to a compiler for this machine alone. */
async function buildsForWasm(
  program: string,
  missing: string,
  { directory, environment, signal }: BuildRequest,
): Promise<boolean> {
  const options = { cwd: directory, environment, signal, missing };
  const { status, stdout } = await runCommand(program, ['--print-targets'], options);
  return status === 0 && /\bwasm32\b/.test(stdout);
}
