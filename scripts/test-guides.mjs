// Does what the guides in docs/guides say, block for block, each in an empty folder: `node scripts/test-guides.mjs
// [rust|go|c]...`. They need the languages' toolchains, so `npm test` leaves them out and continuous integration does not.
//
// A block of a guide is one of: shell commands (sh); the output that the commands above it must give (text); a file,
// whose name is behind the language (go main.go).
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run } from './examples/command.mjs';
import { projectEnvironment, root } from './toolchain.mjs';

const BLOCK = /^```(?<language>\w+)(?: (?<name>\S+))?\n(?<text>.*?)^```$/gms;
const FOLDER = join(root, 'docs', 'guides');

function followGuide(guide) {
  const blocks = [...readFileSync(join(FOLDER, `${guide}.md`), 'utf8').matchAll(BLOCK)].map(({ groups }) => groups);
  const folder = mkdtempSync(join(tmpdir(), 'wadup-guide-'));
  let output = '';
  try {
    for (const { language, name, text } of blocks) {
      if (name !== undefined) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      } else if (language === 'sh') {
        output = run(['bash', '-euo', 'pipefail', '-c', text], {
          cwd: folder,
          env: { ...projectEnvironment(), WADUP: root },
        });
      } else if (language !== 'text') {
        throw new Error(`a block of ${language} has no file name and cannot be tried`);
      } else if (output.trimEnd() !== text.trimEnd()) {
        throw new Error(`the guide shows\n${text}\nbut the commands above it give\n${output}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return blocks.length;
}

const all = readdirSync(FOLDER).map((file) => basename(file, '.md'));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`test-guides: there is no guide ${unknown.join(', ')}; there are ${all.join(', ')}\n`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : all) {
  try {
    process.stdout.write(`${name}: all ${followGuide(name)} blocks do what the guide says\n`);
  } catch (error) {
    process.stderr.write(`${name}: FAILED: ${error.message}\n`);
    process.exitCode = 1;
  }
}
