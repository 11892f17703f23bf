/**
 * Runs an extension's own tests inside the sandbox:
 * node runtime/python/extensions/test-suite.mjs numpy [PART …] [--jobs N] [--seconds N] [--again] [--bless] [--skips]
 * README.md says what that means, suite/main.ts does it.
 */
import { join } from 'node:path';
import { runNode } from '../../../scripts/toolchain.mjs';

const main = join(import.meta.dirname, 'suite', 'main.ts');
process.exitCode = runNode(['--no-warnings', main, ...process.argv.slice(2)], { cwd: process.cwd() });
