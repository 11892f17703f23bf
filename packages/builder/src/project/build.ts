/** `wadup build`: from a project to a module that WADUP can load. */
import { contractProblem } from '@wadup/engine/contract';
import { inspect } from '@wadup/wasm';
import { BuildError } from '../errors.ts';
import type { BuildRequest, Language } from '../language.ts';
import { detectLanguage, projectFolder } from './detect.ts';
import { folderModuleName, moduleNameOf } from './module-name.ts';

export interface ProjectRequest extends BuildRequest {
  /** `undefined`: found by the entry file. */
  readonly language: Language | undefined;
}

export interface BuiltModule {
  readonly name: string;
  readonly language: Language;
  /** The project's folder without links. */
  readonly folder: string;
  readonly bytes: Uint8Array;
  readonly elapsedMs: number;
}

/** The project as far as it is known without building it. @throws {BuildError} */
export function findProject({ directory, language: named }: Pick<ProjectRequest, 'directory' | 'language'>): {
  readonly folder: string;
  readonly language: Language;
  readonly name: string;
} {
  const folder = projectFolder(directory);
  const language = named ?? detectLanguage(directory, folder);
  const declared = language.declaredName(folder);
  return { folder, language, name: declared === undefined ? folderModuleName(folder) : moduleNameOf(declared) };
}

/**
 * Builds the project and checks that WADUP can use the result.
 * @throws {BuildError}
 */
export async function buildProject(request: ProjectRequest): Promise<BuiltModule> {
  const start = performance.now();
  const { folder, language, name } = findProject(request);
  const bytes = await language.build({ ...request, directory: folder });
  requireContract(bytes, language);
  return { name, language, folder, bytes, elapsedMs: performance.now() - start };
}

function requireContract(bytes: Uint8Array, language: Language): void {
  const problem = problemOf(bytes);
  if (problem === null) return;
  const hint = problem.includes("no function 'process'") ? ` ${language.entryHint}` : '';
  throw new BuildError(`It compiles, but WADUP cannot use the module: it ${problem}.${hint}`);
}

function problemOf(bytes: Uint8Array): string | null {
  try {
    return contractProblem(inspect(bytes));
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
