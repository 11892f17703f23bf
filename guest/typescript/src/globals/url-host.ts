/** Hosts of URLs: names, IPv4 and IPv6. Names in other scripts become Punycode; their letters are compared as NFKC has them. */
import { escapeWith } from './url-escapes.ts';
import { decodePercent } from './url-search-params.ts';

// biome-ignore-start lint: control characters are what the standard forbids here.
const FORBIDDEN = /[\0\t\n\r #/:<>?@[\\\]^|]/;
const FORBIDDEN_IN_DOMAIN = /[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/;
// biome-ignore-end lint: as above.

/** `null`: it is none. */
export function parseHost(text: string, isSpecial: boolean): string | null {
  if (text.startsWith('[')) return text.endsWith(']') ? parseIpv6(text.slice(1, -1)) : null;
  if (!isSpecial) return FORBIDDEN.test(text) ? null : escapeWith(/[^\x20-\x7e]/u, text);
  const domain = toAscii(decodePercent(text));
  if (domain === null || domain === '' || FORBIDDEN_IN_DOMAIN.test(domain)) return null;
  return endsInNumber(domain) ? parseIpv4(domain) : domain;
}

function endsInNumber(domain: string): boolean {
  const parts = domain.split('.');
  if (parts.at(-1) === '' && parts.length > 1) parts.pop();
  return /^(?:\d+|0x[0-9a-f]*)$/i.test(parts.at(-1) ?? '');
}

function parseIpv4(domain: string): string | null {
  const parts = domain.replace(/\.$/, '').split('.');
  if (parts.length > 4) return null;
  const numbers = parts.map((part) => {
    if (/^0x[0-9a-f]*$/i.test(part)) return part.length === 2 ? 0 : Number(part);
    if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
    return /^[1-9]\d*$/.test(part) ? Number(part) : Number.NaN;
  });
  const last = numbers.pop() ?? Number.NaN;
  if (numbers.some((number) => !(number <= 255)) || !(last < 256 ** (4 - numbers.length))) return null;
  const address = numbers.reduce((sum, number, at) => sum + number * 256 ** (3 - at), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function parseIpv6(text: string): string | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [before, after] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(pieceOf)));
  const count = (before?.length ?? 0) + (after?.length ?? 0);
  if (after === undefined ? count !== 8 : count > 7) return null;
  const pieces = [...before!, ...Array.from({ length: 8 - count }, () => 0), ...(after ?? [])];
  return pieces.every((piece) => piece >= 0) ? `[${compressed(pieces)}]` : null;
}

/** -1: it is none. The last part may be an IPv4 address, which is two pieces. */
function pieceOf(part: string, index: number, all: readonly string[]): number[] {
  if (index === all.length - 1 && /^\d+(?:\.\d+){3}$/.test(part)) {
    const numbers = part.split('.').map((number) => (/^(?:0|[1-9]\d{0,2})$/.test(number) ? Number(number) : 256));
    if (numbers.some((number) => number > 255)) return [-1];
    return [numbers[0]! * 256 + numbers[1]!, numbers[2]! * 256 + numbers[3]!];
  }
  return [/^[0-9a-f]{1,4}$/i.test(part) ? Number.parseInt(part, 16) : -1];
}

/** The longest run of zeros, from two on and the first of equal ones, is left out. */
function compressed(pieces: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && pieces[end] === 0) end += 1;
    if (end - at > length) {
      start = at;
      length = end - at;
    }
  }
  const hex = pieces.map((piece) => piece.toString(16));
  return start < 0 ? hex.join(':') : `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function toAscii(domain: string): string | null {
  const labels = domain
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\u3002\uff0e\uff61]/g, '.')
    .split('.');
  const encoded = labels.map((label) => {
    const plain = label.replaceAll('\u00ad', '');
    // biome-ignore lint: what is ASCII stays as it is.
    if (/^[\0-\x7f]*$/.test(plain)) return plain;
    const code = punycode(Array.from(plain, (character) => character.codePointAt(0)!));
    return code === null ? null : `xn--${code}`;
  });
  return encoded.includes(null) ? null : encoded.join('.');
}

/** RFC 3492. */
function punycode(points: readonly number[]): string | null {
  let output = String.fromCodePoint(...points.filter((point) => point < 0x80));
  let handled = output.length;
  if (handled > 0) output += '-';
  let [limit, delta, bias] = [0x80, 0, 72];
  const basic = handled;
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= limit));
    delta += (next - limit) * (handled + 1);
    limit = next;
    if (delta > 0x7fffffff) return null;
    for (const point of points) {
      if (point < limit) delta += 1;
      if (point !== limit) continue;
      output += variableLength(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    limit += 1;
  }
  return output;
}

function variableLength(delta: number, bias: number): string {
  let text = '';
  let left = delta;
  for (let k = 36; ; k += 36) {
    const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
    if (left < threshold) return text + digit(left);
    text += digit(threshold + ((left - threshold) % (36 - threshold)));
    left = Math.floor((left - threshold) / (36 - threshold));
  }
}

function digit(value: number): string {
  return String.fromCharCode(value < 26 ? 97 + value : 22 + value);
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let scaled = isFirst ? Math.floor(delta / 700) : delta >> 1;
  scaled += Math.floor(scaled / count);
  let k = 0;
  for (; scaled > 455; k += 36) scaled = Math.floor(scaled / 35);
  return k + Math.floor((36 * scaled) / (scaled + 38));
}
