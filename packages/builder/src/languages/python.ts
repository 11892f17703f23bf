/** Python: nothing is compiled to machine code; the module's code is attached to a prebuilt interpreter. */
import { attachPayload } from '@wadup/wasm';
import { BuildCache } from '../build-cache.ts';
import type { BuildRequest, Language } from '../language.ts';
import { makeBundle } from '../python/bundle.ts';
import { compileFiles } from '../python/compile.ts';
import { fetchDependencies } from '../python/dependencies.ts';
import { preludeFiles } from '../python/prelude.ts';
import { declaredProjectName, MANIFEST, readProject } from '../python/project.ts';
import { loadRuntime } from '../python/runtime.ts';
import { takeSnapshot } from '../python/snapshot.ts';
import { checkEntryPoint, readSources } from '../python/sources.ts';
import { pythonTemplate, TYPINGS } from '../python/template.ts';
import { providedPackages } from '../python/variants.ts';

/** Export of the runtime that tells where it looks for what is attached. */
const SLOT = 'wadup_payload';

export const python: Language = {
  name: 'python',
  aliases: ['py', 'cpython', 'python3'],
  entryFiles: [MANIFEST],
  needs:
    'Nothing has to be installed: Python itself comes with wadup. Only for dependencies: uv (https://docs.astral.sh/uv/), or Python 3.9 or newer with pip.',
  generated: [],
  entryHint: 'Write def main() in the package that entry-point in [tool.wadup] names.',
  carried: { from: 'guest/python', only: /^wadup\/(?:[^/]+\.py|py\.typed)$/, to: TYPINGS },
  template: pythonTemplate,
  declaredName: declaredProjectName,
  build,
};

async function build(request: BuildRequest): Promise<Uint8Array> {
  const { directory, environment, shipped } = request;
  const project = readProject(directory);
  const sources = readSources(directory);
  checkEntryPoint(project.entryPoint, sources);
  const runtime = loadRuntime(shipped, project.cExtensions);
  const cache = new BuildCache('python', environment);
  const packages = await fetchDependencies(project, providedPackages(runtime.extensions), request, cache);
  const own = await compileFiles({ files: sources, strict: true }, runtime, request, cache);
  const compiled = await compileFiles({ files: packages, strict: false }, runtime, request, cache);
  const before = preludeFiles(shipped, project.entryPoint);
  const prelude = await compileFiles({ files: before, strict: false }, runtime, request, cache);
  const payload = makeBundle(project, own, compiled, prelude);
  const module = attachPayload(runtime.bytes, { payload, slotExport: SLOT });
  return project.snapshot ? await takeSnapshot(module, request) : module;
}
