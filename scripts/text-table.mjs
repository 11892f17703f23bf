// Rows as a table of text. Cells come from untrusted data, so whatever could move a terminal's cursor is replaced.

const WIDEST_CELL = 48;

function cellText(value, widest) {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return cut(printable(String(value)), widest);
}

/** The text with a dot for everything that is no visible character. */
export function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}

function cut(text, width) {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

/** Characters, not UTF-16 units. (Characters of double width are not told apart.) */
function widthOf(text) {
  return [...text].length;
}

/** NULLs stand wherever the numbers among them do. */
function isNumeric(values) {
  const known = values.filter((value) => value !== null);
  return known.length > 0 && known.every((value) => typeof value === 'number' || typeof value === 'bigint');
}

/**
 * `columns` are names, `rows` are arrays of values in that order. Numbers stand to the right. Lines are cut at
 * `lineWidth` characters where it is given, cells at `widestCell`. Ends with a newline.
 */
export function formatTable(columns, rows, lineWidth = Number.POSITIVE_INFINITY, widestCell = WIDEST_CELL) {
  const shorten = (value) => cellText(value, widestCell);
  const header = columns.map(shorten);
  const cells = rows.map((row) => row.map(shorten));
  const widths = header.map((name, index) => Math.max(widthOf(name), ...cells.map((row) => widthOf(row[index]))));
  const toTheRight = header.map((_, index) => isNumeric(rows.map((row) => row[index])));
  const line = (texts) =>
    texts
      .map((text, index) => {
        const padding = ' '.repeat(widths[index] - widthOf(text));
        return toTheRight[index] ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const lines = [line(header), rule, ...cells.map(line)].map((text) => cut(text, lineWidth));
  return `${lines.join('\n')}\n`;
}
