/** What table and column names mean to SQLite. */

/** Tables of wadup's own, and of SQLite's own. */
const RESERVED_PREFIXES = ['__wadup_', 'sqlite_'] as const;

/** SQLite compares names without regard to the case of ASCII letters, and of these only. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function isReservedTableName(name: string): boolean {
  const folded = foldName(name);
  return RESERVED_PREFIXES.some((prefix) => folded.startsWith(prefix));
}

/** The name as an SQL identifier, whatever it contains. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
