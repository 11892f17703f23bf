/** Go, by the standard toolchain from 1.24 on (the first that can export functions of a module). */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../command.ts';
import { BuildError, MissingToolError } from '../errors.ts';
import type { BuildRequest, Language } from '../language.ts';
import { avoiding } from '../project/module-name.ts';
import { readTextFile } from '../text-file.ts';

const OLDEST: readonly [number, number] = [1, 24];
const INSTALL = 'Install Go 1.24 or newer: https://go.dev/dl';
/** The name of the guest library's own module. */
const RESERVED: ReadonlySet<string> = new Set(['wadup', 'main', 'std', 'cmd']);

export const go: Language = {
  name: 'go',
  aliases: ['golang'],
  entryFiles: ['main.go'],
  needs: 'Needed: Go 1.24 or newer (https://go.dev/dl).',
  generated: [],
  entryHint: 'Write //go:wasmexport process on the line above func process() int32.',
  carried: { from: 'guest/go', only: /^(?!.*_test\.go$).*(?:\.go|go\.mod)$/, to: 'wadup-guest' },
  template: (moduleName) => ({
    'go.mod': `module ${avoiding(RESERVED, moduleName)}

go 1.24

require wadup v0.0.0

replace wadup => ./wadup-guest
`,
    'main.go': MAIN,
  }),
  declaredName,
  build,
};

function declaredName(directory: string): string | undefined {
  try {
    const path = /^module\s+"?([^\s"]+)/m.exec(readTextFile(join(directory, 'go.mod')) ?? '')?.[1];
    // The last part of a path such as example.org/somebody/name/v2 that is no version.
    return path
      ?.split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1);
  } catch {
    return undefined;
  }
}

async function build(request: BuildRequest): Promise<Uint8Array> {
  const { directory, environment } = request;
  if (!existsSync(join(directory, 'go.mod'))) {
    throw new BuildError("There is no go.mod. Make one: go mod init NAME, then 'wadup build' again.");
  }
  const work = mkdtempSync(join(tmpdir(), 'wadup-go-'));
  try {
    await requireGo(request, work);
    const output = join(work, 'module.wasm');
    const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', output];
    // Only so does a module need no main; a plain command is accepted from who asks for one in GOFLAGS.
    if (!/(?:^|\s)-buildmode=/.test(environment['GOFLAGS'] ?? '')) args.push('-buildmode=c-shared');
    args.push(...overlay(request, work), '.');
    const { status, stderr } = await goCommand(request, args, directory);
    if (status !== 0) throw new BuildError(readable(stderr) + hintFor(stderr));
    for (const line of readable(stderr).split('\n')) if (line !== '') request.say(line);
    return readFileSync(output);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function goCommand(
  { environment, signal }: BuildRequest,
  args: readonly string[],
  cwd: string,
): Promise<CommandResult> {
  // A workspace above the project would decide over it; one of its own is its own business.
  const workspace = existsSync(join(cwd, 'go.work')) ? {} : { GOWORK: 'off' };
  return await runCommand('go', args, {
    cwd,
    environment: { ...environment, ...workspace, GOOS: 'wasip1', GOARCH: 'wasm' },
    signal,
    missing: `Go is not installed (there is no program 'go'). ${INSTALL}`,
  });
}

async function requireGo(request: BuildRequest, elsewhere: string): Promise<void> {
  // Not asked in the project, whose go.mod may make Go fetch another version first.
  const { stdout } = await goCommand(request, ['env', 'GOVERSION'], elsewhere);
  const [, major = '', minor = ''] = /^go(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
  // A development version has another form, and is newer.
  if (major === '') return;
  if (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1])) return;
  throw new MissingToolError(`${stdout.trim()} is too old: it cannot export functions of a module. ${INSTALL}`);
}

/** A project that requires `wadup` and does not say where it is gets the library that comes with this program. */
function overlay({ directory, shipped }: BuildRequest, work: string): readonly string[] {
  const text = readTextFile(join(directory, 'go.mod')) ?? '';
  if (!/^(?:require\s+|\s+)wadup\s+v/m.test(text) || /^(?:replace\s+|\s+)wadup\s.*=>/m.test(text)) return [];
  const modfile = join(work, 'go.mod');
  writeFileSync(modfile, `${text}\nreplace wadup => ${JSON.stringify(join(shipped, 'guest', 'go'))}\n`);
  const sums = join(directory, 'go.sum');
  if (existsSync(sums)) writeFileSync(join(work, 'go.sum'), readFileSync(sums));
  return [`-modfile=${modfile}`];
}

/** Errors in packages that were fetched: they build elsewhere. */
function hintFor(stderr: string): string {
  const inPackage = /^\S*[\\/]pkg[\\/]mod[\\/](\S+?@[^\s\\/]+)\S*\.go:\d+/m.exec(stderr)?.[1];
  const excluded = /([^\s:]+): build constraints exclude all Go files/.exec(stderr)?.[1];
  const name = inPackage ?? excluded;
  if (name === undefined) return '';
  return `\n\n${name} does not build for GOOS=wasip1 (no cgo, no network, no mapped files): use another package, or replace it in go.mod.`;
}

/** Go names the package above its errors, which says nothing in a project of one. */
function readable(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !line.startsWith('# '))
    .map((line) => line.replace(/^\.\//, ''))
    .join('\n')
    .trimEnd();
}

const MAIN = `// Counts the lines and words of every content.
package main

import (
	"bytes"
	"io"
	"os"

	"wadup"
)

func main() {}

// process is called once for every content.
//
//go:wasmexport process
func process() int32 {
	if err := countWords(); err != nil {
		os.Stderr.WriteString(err.Error() + "\\n")
		return 1
	}
	return 0
}

func countWords() error {
	content, err := wadup.OpenContent()
	if err != nil {
		return err
	}
	defer content.Close()
	kind := "text"
	var lines, words int64
	inWord := false
	buffer := make([]byte, 64*1024)
	for {
		count, err := content.Read(buffer)
		piece := buffer[:count]
		if bytes.IndexByte(piece, 0) >= 0 {
			kind = "binary"
		}
		lines += int64(bytes.Count(piece, []byte{'\\n'}))
		for _, char := range piece {
			isSpace := char == ' ' || '\\t' <= char && char <= '\\r'
			if !isSpace && !inWord {
				words++
			}
			inWord = !isSpace
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	stats, err := wadup.NewTableBuilder("text_stats").
		Column("kind", wadup.String).
		Column("lines", wadup.Int64).
		Column("words", wadup.Int64).
		Build()
	if err != nil {
		return err
	}
	return stats.InsertRow([]wadup.Value{wadup.NewString(kind), wadup.NewInt64(lines), wadup.NewInt64(words)})
}
`;
