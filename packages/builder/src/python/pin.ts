/** One package of a lock file. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  /** As `sha256:…`; none where the file has none. */
  readonly hashes: readonly string[];
}

export type TomlTable = Readonly<Record<string, unknown>>;
