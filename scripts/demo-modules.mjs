// The examples that the quick tour runs: `npm start` and the README's queries.

/** One of each kind; go-sqlite-parser is left out because it fills the table of sqlite-parser. */
export const DEMO_MODULES = [
  'byte-counter',
  'c-executables',
  'c-hashes',
  'c-strings',
  'go-email',
  'go-tar-gzip',
  'sqlite-parser',
  'typescript-office',
  'zip-extractor',
];

/** Shown by `npm start` alone. */
export const DEMO_PYTHON_MODULE = 'python-counter';
