/** Versions as PEP 440 orders them, as far as a project's requirements need it. */

interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  /** What comes after the release, such that versions in order have keys in order. */
  readonly rest: readonly number[];
}

const FORM =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?dev[-_.]?(\d*))?(?:\+[a-z\d]+(?:[-_.][a-z\d]+)*)?\s*$/i;

const PHASES: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };
const FINAL = 4;
/** A development release of a final one comes before its first alpha. */
const DEVELOPMENT_ONLY = 0;
const NOT_DEVELOPMENT = Number.MAX_SAFE_INTEGER;

/** Local labels (`+cpu`) are left out. */
function parseVersion(text: string): Version | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, epoch, release = '', phase, phaseNumber, postDash, post, development] = found;
  const afterPost = postDash ?? post;
  const bare = phase === undefined && afterPost === undefined && development !== undefined;
  const phaseRank = phase === undefined ? (bare ? DEVELOPMENT_ONLY : FINAL) : (PHASES[phase.toLowerCase()] ?? FINAL);
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    rest: [
      phaseRank,
      Number(phaseNumber ?? 0),
      afterPost === undefined ? -1 : Number(afterPost),
      development === undefined ? NOT_DEVELOPMENT : Number(development),
    ],
  };
}

function compareLists(one: readonly number[], other: readonly number[]): number {
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compare(one: Version, other: Version): number {
  return one.epoch - other.epoch || compareLists(one.release, other.release) || compareLists(one.rest, other.rest);
}

const CLAUSE = /^\s*(~=|===|==|!=|<=|>=|<|>)\s*([^\s,;]+)\s*$/;

/** Whether all clauses of a specifier (`>=3.9,<4`) allow a version; `null` when it is not a specifier. */
export function satisfies(version: string, specifier: string): boolean | null {
  let allowed = true;
  for (const clause of specifier.split(',')) {
    if (clause.trim() === '') continue;
    const [, operator = '', wanted = ''] = CLAUSE.exec(clause) ?? [];
    const answer = clauseAllows(version, operator, wanted);
    if (answer === null) return null;
    allowed &&= answer;
  }
  return allowed;
}

function clauseAllows(text: string, operator: string, wantedText: string): boolean | null {
  if (operator === '===') return text === wantedText;
  const wildcard = wantedText.endsWith('.*');
  const version = parseVersion(text);
  const wanted = parseVersion(wildcard ? wantedText.slice(0, -2) : wantedText);
  if (version === null || wanted === null) return null;
  if (wildcard) {
    if (operator !== '==' && operator !== '!=') return null;
    return startsWith(version, wanted) === (operator === '==');
  }
  const order = compare(version, wanted);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '~=':
      return order >= 0 && startsWith(version, { ...wanted, release: wanted.release.slice(0, -1) });
    default:
      return null;
  }
}

function startsWith(version: Version, prefix: Version): boolean {
  return version.epoch === prefix.epoch && prefix.release.every((part, i) => part === (version.release[i] ?? 0));
}
