/** Parts that an analyst wants to know of, by their names. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\/vbaProject\.bin$/i, 'macros'],
  [/\/(?:macrosheets|dialogsheets)\//i, 'macro sheet'],
  [/\/activeX\/.+\.(?:bin|xml)$/i, 'ActiveX control'],
  [/\/embeddings\/.+/i, 'embedded object'],
  [/^customUI\//i, 'ribbon'],
  [/\/(?:externalLinks)\/[^/]+\.xml$/i, 'external workbook'],
  [/^_xmlsignatures\/[^/]+\.xml$/i, 'signature'],
  [/\/media\/.+/i, 'media'],
];

/** `null`: nothing special. */
export function partKind(name: string): string | null {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
