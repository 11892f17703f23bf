/** Documents of Microsoft Office since 2007 (Office Open XML): who made them when, what they lead to, what hides in them. */
import { content } from 'wadup-guest';
import { documents, parts, relationships, sheets } from './tables.ts';
import { kindOf, type OfficeKind } from './kind.ts';
import { type Package, openPackage } from './package.ts';
import { NO_APP_PROPERTIES, NO_CORE_PROPERTIES, readAppProperties, readCoreProperties } from './properties.ts';
import { externalRelationships } from './relationships.ts';
import { partKind } from './parts.ts';
import { readSheets } from './sheets.ts';

/** No document is as large; a file that is has other reasons to be looked at. */
const LARGEST = 512 * 1024 * 1024;
/** What an archive begins with, and how the writers of such documents begin. */
const ZIP_START = 'PK\u0003\u0004';
const OFFICE_START = /^.{30}(?:\[Content_Types\]\.xml|_rels\/|docProps\/)/s;

/** Called for every content, most of which are something else: the first bytes decide. */
export function process(): void {
  const start = new TextDecoder('latin1').decode(content.read(0, 64));
  if (!start.startsWith(ZIP_START) || content.size > LARGEST) return;
  const found = openPackage(content.bytes());
  if (found === undefined) {
    if (OFFICE_START.test(start)) throw new Error('an Office document that is cut off or damaged');
    return;
  }
  const kind = kindOf(found);
  if (kind === undefined) return;
  const problems = describe(found, kind);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** Rows of one document. What cannot be read is a problem of its own, and everything else is there nevertheless. */
function describe(found: Package, { kind, mainPart }: OfficeKind): string[] {
  const problems: string[] = [...found.problems];
  const attempt = <Result>(read: () => Result, otherwise: Result): Result => {
    try {
      return read();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  const core = attempt(() => readCoreProperties(found), NO_CORE_PROPERTIES);
  const app = attempt(() => readAppProperties(found), NO_APP_PROPERTIES);
  const kinds = found.entries.map((entry) => ({ ...entry, kind: partKind(entry.name) }));
  const has_macros = kinds.some(({ kind: part }) => part === 'macros') ? 1 : 0;
  documents.insert({ ...core, ...app, kind, has_macros });
  for (const { name, size, kind: part } of kinds) {
    if (part !== null) parts.insert({ name, kind: part, size });
  }
  for (const name of found.names.filter((part) => part.endsWith('.rels'))) {
    for (const row of attempt(() => externalRelationships(found, name), [])) relationships.insert(row);
  }
  for (const row of attempt(() => (kind === 'excel' ? readSheets(found, mainPart) : []), [])) sheets.insert(row);
  return problems;
}
