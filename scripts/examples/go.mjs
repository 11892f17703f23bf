// Modules written in Go, built by the Go toolchain alone.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';

/** Go fetches exactly this version itself when another one is installed. */
const GO_VERSION = '1.26.8';

/** @type {import('../build-examples.mjs').Example[]} */
export const goExamples = [
  goExample('go-sqlite-parser'),
  goExample('go-tar-gzip'),
  goExample('go-email'),
  goExample('behave-go', { fixture: true, folder: 'tests/fixtures/modules/behave-go' }),
  goExample('behave-go-command', { fixture: true, folder: 'tests/fixtures/modules/behave-go', reactor: false }),
  goExample('go-command', { fixture: true, folder: 'tests/fixtures/modules/go', reactor: false }),
  goExample('go-reactor', { fixture: true, folder: 'tests/fixtures/modules/go', reactor: true }),
];

function goExample(name, { fixture = false, folder = `examples/${name}`, reactor = true } = {}) {
  return {
    name,
    fixture,
    // An example can be copied and used as it is; git compresses it in its history anyway.
    output: fixture ? `${folder}/${name}.wasm.gz` : `${folder}/${name}.wasm`,
    inputs: [folder, 'guest/go'],
    toolchain: `go ${GO_VERSION}`,
    build(root) {
      const output = join(root, 'target', 'examples', `${name}.wasm`);
      mkdirSync(join(root, 'target', 'examples'), { recursive: true });
      const mode = reactor ? ['-buildmode=c-shared'] : [];
      run(['go', 'build', ...mode, '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=', '-o', output, '.'], {
        cwd: join(root, folder),
        env: {
          GOOS: 'wasip1',
          GOARCH: 'wasm',
          GOTOOLCHAIN: `go${GO_VERSION}`,
          GOFLAGS: undefined,
          GOWASM: undefined,
          GOWORK: 'off',
        },
        missing: `Go is needed: install Go ${GO_VERSION} or any newer one`,
      });
      return output;
    },
  };
}
