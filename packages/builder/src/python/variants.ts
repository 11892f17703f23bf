/** Which runtime a module is attached to: the plain one, or one with compiled packages linked in. */

/** Packages that a runtime can bring, with the packages of those that each needs, and its version. */
export const C_EXTENSIONS: ReadonlyMap<string, { readonly version: string; readonly needs: readonly string[] }> =
  new Map([
    ['numpy', { version: '2.4.6', needs: [] }],
    ['pandas', { version: '2.3.3', needs: ['numpy'] }],
  ]);

/** Those asked for and those they need, in order. `null`: the first that is unknown. */
export function completeExtensions(
  asked: readonly string[],
): { readonly all: readonly string[] } | { readonly unknown: string } {
  const all = new Set<string>();
  for (const name of asked) {
    const extension = C_EXTENSIONS.get(name);
    if (extension === undefined) return { unknown: name };
    for (const needed of [...extension.needs, name]) all.add(needed);
  }
  return { all: [...all].sort() };
}

/** `python`, `python-numpy`, `python-numpy-pandas`. */
export function runtimeName(extensions: readonly string[]): string {
  return ['python', ...extensions].join('-');
}

/** What nobody may depend on in another version, because the runtime brings it. */
export function providedPackages(extensions: readonly string[]): { readonly name: string; readonly version: string }[] {
  return extensions.map((name) => ({ name, version: C_EXTENSIONS.get(name)!.version }));
}
