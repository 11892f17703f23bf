// Rows as a table of text. Cells come from untrusted data, so whatever could move a terminal's cursor is replaced.

const WIDEST_CELL = 48;

function cellText(value) {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const characters = [...String(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')];
  return characters.length <= WIDEST_CELL ? characters.join('') : `${characters.slice(0, WIDEST_CELL - 1).join('')}…`;
}

/** Characters, not UTF-16 units. (Characters of double width are not told apart.) */
function widthOf(text) {
  return [...text].length;
}

function isNumeric(value) {
  return value === null || typeof value === 'number' || typeof value === 'bigint';
}

/** `columns` are names, `rows` are arrays of values in that order. Numbers stand to the right. Ends with a newline. */
export function formatTable(columns, rows) {
  const header = columns.map(cellText);
  const cells = rows.map((row) => row.map(cellText));
  const widths = header.map((name, index) => Math.max(widthOf(name), ...cells.map((row) => widthOf(row[index]))));
  const toTheRight = header.map((_, index) => rows.length > 0 && rows.every((row) => isNumeric(row[index])));
  const line = (texts) =>
    texts
      .map((text, index) => {
        const padding = ' '.repeat(widths[index] - widthOf(text));
        return toTheRight[index] ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return `${[line(header), rule, ...cells.map(line)].join('\n')}\n`;
}
