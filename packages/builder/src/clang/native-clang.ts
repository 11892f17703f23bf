/** The author's own clang, with a WASI sysroot that it knows itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import type { BuildRequest } from '../language.ts';
import { type Compilation, type Compiler, type CompilerAnswer, TARGET_FLAG } from './compiler.ts';

export interface NativePrograms {
  readonly c: string;
  readonly cpp: string;
  /** What to say when one is not there. */
  readonly missing: string;
}

export class NativeClang implements Compiler {
  readonly work: string = mkdtempSync(join(tmpdir(), 'wadup-clang-'));
  readonly library: string;
  readonly #programs: NativePrograms;
  readonly #request: BuildRequest;

  constructor(programs: NativePrograms, request: BuildRequest) {
    this.#programs = programs;
    this.#request = request;
    this.library = join(request.shipped, 'guest', 'c');
  }

  async run({ args, cpp }: Compilation): Promise<CompilerAnswer> {
    const { directory, environment, signal } = this.#request;
    const program = cpp ? this.#programs.cpp : this.#programs.c;
    const { missing } = this.#programs;
    const options = { cwd: directory, environment, signal, missing };
    const { status, stdout, stderr } = await runCommand(program, [TARGET_FLAG, ...args], options);
    return { succeeded: status === 0, messages: stdout + stderr };
  }

  take(name: string): Uint8Array {
    return readFileSync(join(this.work, name));
  }

  [Symbol.dispose](): void {
    rmSync(this.work, { recursive: true, force: true });
  }
}
