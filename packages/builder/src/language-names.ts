/** The languages by name, each with its other names, for help that loads none of them. A test holds that there are no others. */
export const LANGUAGE_NAMES: Readonly<Record<string, readonly string[]>> = {
  rust: ['rs', 'cargo'],
  go: ['golang'],
  typescript: ['ts', 'javascript', 'js'],
  c: ['c++', 'cpp', 'cxx', 'clang'],
  python: ['py', 'cpython', 'python3'],
};
