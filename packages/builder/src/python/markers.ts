/** Environment markers (PEP 508): whether a requirement holds where the module will run. */
import { satisfies } from './version.ts';

/** The Python of the runtime, as `packaging` would describe it from inside. */
export const TARGET_PYTHON = '3.13';
export const TARGET_ENVIRONMENT: Readonly<Record<string, string>> = {
  implementation_name: 'cpython',
  implementation_version: '3.13.5',
  os_name: 'posix',
  platform_machine: 'wasm32',
  platform_python_implementation: 'CPython',
  platform_release: '0.0.0',
  platform_system: 'wasi',
  platform_version: '0.0.0',
  python_full_version: '3.13.5',
  python_version: TARGET_PYTHON,
  sys_platform: 'wasi',
};

const VERSIONS: readonly string[] = [
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
];

const TOKEN = /\s*(?:(\(|\)|and\b|or\b)|(<=|<|!=|===|==|>=|>|~=|not\s+in\b|in\b)|("[^"]*"|'[^']*')|([a-z_][a-z_.]*))/iy;

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'value'; readonly text: string; readonly variable: boolean };

/** Whether the marker is true for the runtime without extras; `null` when it is not a marker. */
export function markerHolds(
  marker: string,
  environment: Readonly<Record<string, string>> = TARGET_ENVIRONMENT,
): boolean | null {
  const tokens = tokenize(marker);
  if (tokens === null) return null;
  const parser = new MarkerParser(tokens, { extra: '', ...environment });
  const holds = parser.any();
  return parser.isAtEnd() ? holds : null;
}

function tokenize(marker: string): Token[] | null {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < marker.trimEnd().length) {
    const found = TOKEN.exec(marker);
    if (found === null) return null;
    const [, word, operator, literal, variable] = found;
    if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() });
    else if (operator !== undefined)
      tokens.push({ kind: 'operator', text: operator.replace(/\s+/, ' ').toLowerCase() });
    else if (literal !== undefined) tokens.push({ kind: 'value', text: literal.slice(1, -1), variable: false });
    else tokens.push({ kind: 'value', text: (variable ?? '').replace('.', '_').toLowerCase(), variable: true });
  }
  return tokens;
}

/** Deeper nesting than anybody writes. */
const DEEPEST = 100;

class MarkerParser {
  readonly #tokens: readonly Token[];
  readonly #environment: Readonly<Record<string, string>>;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], environment: Readonly<Record<string, string>>) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  any(): boolean | null {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(word: 'and' | 'or', part: () => boolean | null): boolean | null {
    let result = part();
    while (result !== null && this.#takeWord(word)) {
      const next = part();
      if (next === null) return null;
      result = word === 'or' ? result || next : result && next;
    }
    return result;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.text !== word) return false;
    this.#at++;
    return true;
  }

  #one(): boolean | null {
    if (this.#takeWord('(')) {
      if (this.#depth++ > DEEPEST) return null;
      const inside = this.any();
      this.#depth--;
      return this.#takeWord(')') ? inside : null;
    }
    const [left, operator, right] = this.#tokens.slice(this.#at, this.#at + 3);
    if (left?.kind !== 'value' || operator?.kind !== 'operator' || right?.kind !== 'value') return null;
    this.#at += 3;
    return this.#compare(left, operator.text, right);
  }

  #compare(left: Token & { kind: 'value' }, operator: string, right: Token & { kind: 'value' }): boolean | null {
    const [one, other] = [this.#valueOf(left), this.#valueOf(right)];
    if (one === undefined || other === undefined) return null;
    if (operator === 'in') return other.includes(one);
    if (operator === 'not in') return !other.includes(one);
    const versions = [left, right].some(({ variable, text }) => variable && VERSIONS.includes(text));
    if (versions) {
      const answer = satisfies(one, `${operator}${other}`);
      if (answer !== null) return answer;
    }
    switch (operator) {
      case '==':
      case '===':
        return one === other;
      case '!=':
        return one !== other;
      case '<':
        return one < other;
      case '<=':
        return one <= other;
      case '>':
        return one > other;
      case '>=':
        return one >= other;
      default:
        return null;
    }
  }

  /** `undefined`: there is no such variable. */
  #valueOf({ text, variable }: Token & { kind: 'value' }): string | undefined {
    return variable ? this.#environment[text] : text;
  }
}
