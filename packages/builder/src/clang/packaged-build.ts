/** A module made by the clang from npm, or kept from before: to start that compiler takes longer than all else. */
import { BuildCache, cacheKey, packFiles, unpackFiles } from '../build-cache.ts';
import type { BuildRequest } from '../language.ts';
import { compile, type CompileInput, planCalls } from './compile.ts';
import { TARGET_FLAG } from './compiler.ts';
import { openPackagedClang, PACKAGED_CLANG_VERSION, PACKAGED_FOLDERS, readLibrary } from './packaged-clang.ts';

/** Modules in C are small. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

/** @throws {BuildError} with what the compiler says. @throws {MissingToolError} */
export async function buildPackaged(request: BuildRequest, input: CompileInput): Promise<Uint8Array> {
  const { files } = input.sources;
  const cache = new BuildCache('c', request.environment, MOST_KEPT_BYTES);
  // This compiler sees nothing else, so nothing else can change what it makes.
  const calls = JSON.stringify(planCalls(PACKAGED_FOLDERS, input));
  const key = cacheKey(PACKAGED_CLANG_VERSION, TARGET_FLAG, calls, readLibrary(request), packFiles(files));
  const kept = cache.read(key);
  if (kept !== null) return recall(kept.bytes, input.say);
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
    input.say(line);
  };
  using compiler = await openPackagedClang(request, files);
  const module = await compile(compiler, { ...input, say });
  cache.write(
    key,
    packFiles(
      new Map([
        ['module', module],
        ['said', Buffer.from(JSON.stringify(said), 'utf8')],
      ]),
    ),
  );
  return module;
}

/** What was warned about is told again. */
function recall(packed: Uint8Array, say: (line: string) => void): Uint8Array {
  const files = unpackFiles(packed);
  const said = JSON.parse(Buffer.from(files.get('said')!).toString('utf8')) as string[];
  for (const line of said) say(line);
  return files.get('module')!;
}
