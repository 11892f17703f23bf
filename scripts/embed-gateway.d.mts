/** The text of binaries.ts for the current sources. */
export function renderBinaries(): Promise<string>;
