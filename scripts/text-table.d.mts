export function printable(text: string): string;
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  lineWidth?: number,
  widestCell?: number,
): string;
