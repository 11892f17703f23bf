/** Fetches the pinned sources through the package managers of the machine, whatever registries these are set up to use. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './workplace.mjs';

/** The Debian release that has these versions; the machine itself may run another one. */
const RELEASE = 'trixie';
const PIP_PLATFORM = 'manylinux_2_12_x86_64';

/** Downloads what is missing, and compares every file with its checksum. */
export function fetchSources(place, sources) {
  for (const source of sources) {
    const file = join(place.downloads, source.file);
    if (!existsSync(file)) FETCHERS[source.client](place, source);
    const found = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (found !== source.sha256) throw new Error(`${source.file} has the SHA-256 ${found}, not ${source.sha256}`);
  }
}

const FETCHERS = {
  apt: (place, { package: name }) => apt(place, ['source', '--download-only', name]),
  pip: (place, { package: name, version }) =>
    run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      `--platform=${PIP_PLATFORM}`,
      '--platform=any',
      '--dest',
      place.downloads,
      `${name}==${version}`,
    ]), // prettier-ignore
  cargo: fetchCrate,
};

function fetchCrate(place, { package: name, packageVersion, file }) {
  const project = join(place.root, 'crate');
  mkdirSync(join(project, 'src'), { recursive: true });
  writeFileSync(join(project, 'src', 'lib.rs'), '');
  writeFileSync(
    join(project, 'Cargo.toml'),
    `[package]\nname = "fetch"\nversion = "0.0.0"\n[dependencies]\n${name} = "=${packageVersion}"\n`,
  );
  run('cargo', ['fetch', '--quiet'], { cwd: project });
  const home = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const [crate] = globSync(join(home, 'registry', 'cache', '*', file));
  if (crate === undefined) throw new Error(`cargo did not fetch ${file}`);
  cpSync(crate, join(place.downloads, basename(crate)));
}

/** apt with a state of its own: neither the machine's lists nor its installed packages are touched. */
function apt(place, args) {
  run('apt-get', args, { cwd: place.downloads, env: { APT_CONFIG: aptConfiguration(place) } });
}

function aptConfiguration(place) {
  const root = join(place.root, 'apt');
  const configuration = join(root, 'apt.conf');
  if (existsSync(configuration)) return configuration;
  for (const folder of [
    'etc/apt.conf.d',
    'etc/preferences.d',
    'etc/trusted.gpg.d',
    'state/lists/partial',
    'cache/archives/partial',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  const mirrors = run('apt-get', ['indextargets', '--format', '$(LABEL) $(REPO_URI)']).split('\n');
  const mirror = mirrors.find((line) => line.startsWith('Debian '))?.split(' ')[1];
  if (mirror === undefined) throw new Error("apt-get indextargets names no archive with the label 'Debian'");
  const keys = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(
    join(root, 'etc', 'sources.list'),
    ['deb', 'deb-src'].map((kind) => `${kind} ${keys} ${mirror} ${RELEASE} main\n`).join(''),
  );
  writeFileSync(
    configuration,
    `Dir::Etc "${root}/etc";\nDir::Etc::sourcelist "sources.list";\nDir::Etc::sourceparts "-";\nDir::State "${root}/state";\n` +
      `Dir::State::status "/dev/null";\nDir::Cache "${root}/cache";\nAPT::Architecture "amd64";\nAPT::Sandbox::User "root";\n`,
  );
  run('apt-get', ['update', '--quiet'], { env: { APT_CONFIG: configuration } });
  return configuration;
}

/** A native Python from packages, unpacked beside the build; gives the path of a program that runs it. */
export function prepareBuildPython(place, { version, packages }) {
  const program = join(place.buildPython, 'python3.13');
  const root = join(place.buildPython, 'root');
  const folder = join(place.buildPython, 'packages');
  mkdirSync(folder, { recursive: true });
  run('apt-get', ['download', ...packages], { cwd: folder, env: { APT_CONFIG: aptConfiguration(place) } });
  for (const archive of globSync(join(folder, '*.deb'))) run('dpkg', ['-x', archive, root]);
  const system = join(root, 'usr', 'lib', 'x86_64-linux-gnu');
  const python = join(root, 'usr', 'bin', 'python3.13');
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${system}/ld-linux-x86-64.so.2 --library-path ${system} --argv0 ${python} ${python} "$@"\n`,
    { mode: 0o755 },
  );
  const found = run(program, ['-c', 'import platform; print(platform.python_version(), end="")']);
  // Another patch version freezes other code than the source expects.
  if (found !== version) throw new Error(`the build needs Python ${version}, and the release has ${found}`);
}

export function buildPythonProgram(place) {
  return join(place.buildPython, 'python3.13');
}
