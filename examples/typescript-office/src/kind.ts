import type { Package } from './package.ts';
import { attribute, child, children } from './xml.ts';

export interface OfficeKind {
  readonly kind: 'word' | 'excel' | 'powerpoint' | 'visio';
  readonly mainPart: string;
}

/** What the main part's content type says, whatever the file is called. */
const TYPES: readonly (readonly [RegExp, OfficeKind['kind']])[] = [
  [/wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)/, 'word'],
  [/spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template|addin)/, 'excel'],
  [/presentationml\.(?:presentation|slideshow|template)|ms-powerpoint\./, 'powerpoint'],
  [/ms-visio\.(?:drawing|template|stencil)/, 'visio'],
];

/** `undefined`: an archive of another kind. */
export function kindOf(found: Package): OfficeKind | undefined {
  const types = child(found.xml('[Content_Types].xml'), 'Types');
  for (const override of children(types, 'Override')) {
    const type = attribute(override, 'ContentType') ?? '';
    if (!type.endsWith('.main+xml')) continue;
    const kind = TYPES.find(([pattern]) => pattern.test(type))?.[1];
    const mainPart = attribute(override, 'PartName')?.replace(/^\//, '');
    if (kind !== undefined && mainPart !== undefined) return { kind, mainPart };
  }
  return undefined;
}
