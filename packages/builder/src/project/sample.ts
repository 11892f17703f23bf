/**
 * The module of a new project does the same in every language, so that one sample input and one expectation fit all:
 * table `text_stats(kind String, lines Int64, words Int64)`, one row per content. `kind` is `binary` when there is a zero
 * byte, else `text`; `lines` counts newline bytes; `words` counts runs of bytes that are no ASCII white space. A content
 * that cannot be read fails with a message.
 */
import type { Language } from '../language.ts';

/** What every new project has beside its sources and manifest, by path. */
export function sampleFiles(
  language: Language,
  moduleName: string,
  entryFile: string,
): Readonly<Record<string, string>> {
  return {
    'README.md': readme(language, moduleName, entryFile),
    '.gitignore': ['/*.wasm', ...language.generated.map((name) => `/${name}`), ''].join('\n'),
    'tests/sample.txt': 'The quick brown fox\njumps over\n\nthe lazy dog.\n',
    'tests/sample.txt.expected.json': EXPECTATION,
  };
}

/** As `--bless` writes it. */
const EXPECTATION = `{
  "status": "success",
  "tables": {
    "text_stats": {
      "columns": ["kind String", "lines Int64", "words Int64"],
      "rows": [
        ["text", 4, 9]
      ]
    }
  }
}
`;

function readme(language: Language, moduleName: string, entryFile: string): string {
  return `# ${moduleName}

A WADUP module: for every content it inserts a row into \`text_stats\`, with the number of lines and words. It starts in
\`${entryFile}\`. ${language.needs}

\`\`\`sh
wadup build            # makes ${moduleName}.wasm
wadup build --watch    # and again after each change
wadup test             # builds it, runs it over tests/ and compares
wadup test --bless     # writes what it did into tests/ as what is expected
wadup --modules . --input tests --output results.db
\`\`\`

Every file in \`tests/\` is an input; \`NAME.expected.json\` beside it says what the module is to make of it.
`;
}
