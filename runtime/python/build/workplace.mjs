/** Where the build works, and how it runs other programs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of one build, below one folder of the caller's choice. */
export function workplace(root) {
  const place = {
    root,
    downloads: join(root, 'downloads'),
    sources: join(root, 'src'),
    toolchain: join(root, 'toolchain'),
    buildPython: join(root, 'build-python'),
    libraries: join(root, 'lib'),
    cpython: join(root, 'build', 'cpython'),
    glue: join(root, 'build', 'glue'),
    output: join(root, 'out'),
  };
  for (const folder of Object.values(place)) mkdirSync(folder, { recursive: true });
  return place;
}

/** Runs a program to its end; an Error with the end of what it said when it fails. */
export function run(program, args, { cwd, env = {}, log } = {}) {
  const done = spawnSync(program, args, {
    cwd,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const said = `${done.stdout ?? ''}${done.stderr ?? ''}`;
  if (log !== undefined) writeFileSync(log, said);
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  if (done.status !== 0) {
    throw new Error(`${program} ${args.join(' ').slice(0, 300)} failed (${done.status}):\n${said.slice(-4000)}`);
  }
  return done.stdout;
}

/**
 * Does a step once: its mark holds what it was made from, so that a build that is repeated, after a failure or a change,
 * does what has changed. Whoever wants to be sure begins with an empty folder.
 */
export function step(place, name, from, work) {
  const mark = join(place.root, `${name}.done`);
  const key = JSON.stringify(from);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === key) return;
  rmSync(mark, { force: true });
  const began = Date.now();
  process.stderr.write(`${name} …`);
  work();
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  writeFileSync(mark, key);
}
