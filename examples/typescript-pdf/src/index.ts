/** PDF: who made it, what it does when it is opened, where it leads to; files and scripts inside become contents. */
import { Buffer } from 'node:buffer';
import { content, emitBytes } from 'wadup-guest';
import { isOfType, type PdfFile, type PdfObject, readFile } from './objects.ts';
import { type Dictionary, Name, type Value } from './syntax.ts';
import { actions, documents } from './tables.ts';
import { dateOf, textOf } from './text.ts';

const LARGEST = 256 * 1024 * 1024;
/** Readers look that far for the beginning. */
const START_BYTES = 1024;

/** Called for every content, most of which are something else. */
export function process(): void {
  const start = Buffer.from(content.read(0, START_BYTES)).toString('latin1');
  const version = /%PDF-(\d\.\d)/.exec(start)?.[1];
  if (version === undefined) return;
  if (content.size > LARGEST) throw new Error(`the document is larger than ${LARGEST} bytes`);
  const file = readFile(content.bytes());
  const problems = [...file.problems];
  const isEncrypted = file.trailers.some((trailer) => trailer.has('Encrypt'));
  const { scripts, launches } = isEncrypted ? countOnly(file) : readActions(file, problems);
  const files = file.objects.filter((object) => isOfType(object, 'EmbeddedFile'));
  if (!isEncrypted) for (const embedded of files) emitFile(file, embedded, problems);
  documents.insert({
    version,
    objects: file.objects.length,
    pages: file.objects.filter((object) => isOfType(object, 'Page')).length,
    // Each time a file is changed, the new part has a trailer of its own.
    updates: Math.max(file.trailers.length - 1, 0),
    is_encrypted: isEncrypted ? 1 : 0,
    scripts,
    opens_by_itself: file.objects.some(({ value }) => has(value, 'OpenAction') || has(value, 'AA')) ? 1 : 0,
    launches,
    embedded_files: files.length,
    has_forms: file.objects.some(({ value }) => has(value, 'AcroForm') || has(value, 'XFA')) ? 1 : 0,
    ...information(file, isEncrypted),
  });
  if (file.trailers.length === 0) problems.push('it has no trailer: it is cut off or damaged');
  if (problems.length > 0) throw new Error(problems.join('; '));
}

function has(value: Value, key: string): boolean {
  return value instanceof Map && (value as Dictionary).has(key);
}

function information({ trailers, resolve }: PdfFile, isEncrypted: boolean) {
  const info = trailers.map((trailer) => resolve(trailer.get('Info'))).findLast((value) => value instanceof Map);
  const entry = (key: string): Value => (isEncrypted ? null : resolve((info as Dictionary | undefined)?.get(key)));
  return {
    title: textOf(entry('Title')),
    author: textOf(entry('Author')),
    creator: textOf(entry('Creator')),
    producer: textOf(entry('Producer')),
    created: dateOf(entry('CreationDate')),
    modified: dateOf(entry('ModDate')),
  };
}

interface Counts {
  readonly scripts: number;
  readonly launches: number;
}

/** What an action does; text in it is encrypted with the rest. */
function countOnly({ objects }: PdfFile): Counts {
  const kinds = objects.flatMap(({ value }) => dictionariesIn(value).map(kindOf));
  const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
  return { scripts: count('JavaScript'), launches: count('Launch') };
}

function readActions(file: PdfFile, problems: string[]): Counts {
  let scripts = 0;
  let launches = 0;
  for (const { number, value } of file.objects) {
    for (const action of dictionariesIn(value)) {
      const kind = kindOf(action);
      const target = targetOf(file, action, kind);
      if (kind === 'JavaScript' || (kind === null && action.has('JS'))) {
        scripts += 1;
        attempt(number, problems, () => emitScript(file, action, scripts));
      } else if (kind !== null && target !== null) {
        if (kind === 'Launch') launches += 1;
        actions.insert({ object: number, kind, target });
      }
    }
  }
  return { scripts, launches };
}

function kindOf(action: Dictionary): string | null {
  const kind = action.get('S');
  return kind instanceof Name ? kind.name : null;
}

/** Of actions that lead out of the document. */
function targetOf({ resolve }: PdfFile, action: Dictionary, kind: string | null): string | null {
  if (kind === 'URI') return textOf(resolve(action.get('URI')));
  if (kind !== 'Launch' && kind !== 'GoToR' && kind !== 'GoToE' && kind !== 'SubmitForm' && kind !== 'ImportData')
    return null;
  const target = resolve(action.get('F') ?? action.get('Win'));
  return target instanceof Map ? filename(resolve, target as Dictionary) : textOf(target);
}

/** The name in a file specification (7.11.3). */
function filename(resolve: PdfFile['resolve'], specification: Dictionary): string | null {
  return textOf(resolve(specification.get('UF'))) ?? textOf(resolve(specification.get('F')));
}

/** An action may stand by itself, or within a page, a field or a list. */
function dictionariesIn(value: Value): Dictionary[] {
  if (Array.isArray(value)) return value.flatMap((item: Value) => dictionariesIn(item));
  if (!(value instanceof Map)) return [];
  const dictionary = value as Dictionary;
  return [dictionary, ...Array.from(dictionary.values()).flatMap((item) => dictionariesIn(item))];
}

function attempt(number: number, problems: string[], step: () => void): void {
  try {
    step();
  } catch (error) {
    problems.push(`object ${number}: ${(error as Error).message}`);
  }
}

/** A script is a string or a stream. */
function emitScript(file: PdfFile, action: Dictionary, number: number): void {
  const script = file.resolve(action.get('JS'));
  const stream = file.objects.findLast((object) => object.value === script && object.stream !== null);
  const text = stream === undefined ? textOf(script) : textOf(Buffer.from(file.unpack(stream)).toString('latin1'));
  if (text !== null) emitBytes(text, `script ${number}.js`);
}

function emitFile(file: PdfFile, embedded: PdfObject, problems: string[]): void {
  const isOwner = (value: Value): value is Dictionary => {
    const streams = has(value, 'EF') ? file.resolve((value as Dictionary).get('EF')) : null;
    return (
      streams instanceof Map &&
      [...(streams as Dictionary).values()].some((one) => file.resolve(one) === embedded.value)
    );
  };
  const owner = file.objects.flatMap(({ value }) => dictionariesIn(value)).find(isOwner);
  const name = owner === undefined ? null : filename(file.resolve, owner);
  attempt(embedded.number, problems, () =>
    emitBytes(file.unpack(embedded), name ?? `embedded file ${embedded.number}`),
  );
}
