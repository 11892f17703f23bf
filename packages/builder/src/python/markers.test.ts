import { expect, it } from 'vitest';
import { markerHolds } from './markers.ts';

it.each([
  ['python_version >= "3.9"', true],
  ["python_version < '3.10'", false],
  ['python_full_version < "3.13.6" and os_name == "posix"', true],
  ['sys_platform == "win32" or platform_system == "Windows"', false],
  ['sys_platform == "win32" and python_version > "3" or sys_platform == "wasi"', true],
  ['sys_platform == "wasi" and (python_version < "3" or platform_machine == "x86_64")', false],
  ['"wasm" in platform_machine', true],
  ["sys_platform not in 'linux darwin'", true],
  ['platform_python_implementation != "PyPy"', true],
  ['extra == "test"', false],
  ['os.name == "posix"', true],
  ['"3.8" <= python_version', true],
  ['python_version == "3.13.*"', true],
])('%s: %s', (marker, holds) => {
  expect(markerHolds(marker)).toBe(holds);
});

it.each([
  '',
  'python_version',
  'python_version >= 3.9',
  'colour == "red"',
  '(os_name == "posix"',
  'os_name == "a" "b"',
  '('.repeat(200),
])('does not take "%s" for a marker', (marker) => {
  expect(markerHolds(marker)).toBeNull();
});
