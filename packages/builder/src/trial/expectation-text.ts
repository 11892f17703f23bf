/** Results as text: the same for equal results, a line for a row, so that lines can be compared. */
import type { Cell, ColumnType, ContentResult, SubcontentResult } from './expectation.ts';

/** As a file. */
export function formatExpectation(result: ContentResult): string {
  return `${formatContent(result, '').trimStart()}\n`;
}

function formatContent(result: ContentResult | SubcontentResult, indent: string): string {
  const inner = `${indent}  `;
  const members: string[] = [];
  const member = (key: string, value: string | undefined): void => {
    if (value !== undefined) members.push(`${inner}${JSON.stringify(key)}: ${value}`);
  };
  if ('filename' in result) {
    member('filename', JSON.stringify(result.filename));
    member('size', result.size?.toString());
    member('sha256', quoted(result.sha256));
  }
  member('status', JSON.stringify(result.status));
  member('error_message', quoted(result.errorMessage));
  member('stdout', quoted(result.stdout));
  member('stderr', quoted(result.stderr));
  if (result.tables.size > 0) member('tables', formatTables(result, inner));
  if (result.subcontents.length > 0) {
    const subcontents = result.subcontents.map((one) => formatContent(one, `${inner}  `));
    member('subcontents', `[\n${subcontents.join(',\n')}\n${inner}]`);
  }
  return `${indent}{\n${members.join(',\n')}\n${indent}}`;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

function formatTables({ tables }: ContentResult, indent: string): string {
  const formatted = [...tables].map(([name, { columns, rows }]) => {
    const heads = columns.map((column) => JSON.stringify(`${column.name} ${column.type}`)).join(', ');
    const types = columns.map(({ type }) => type);
    const lines = rows.map(
      (row) => `${indent}      [${row.map((cell, at) => formatCell(cell, types[at])).join(', ')}]`,
    );
    return (
      `${indent}  ${JSON.stringify(name)}: {\n${indent}    "columns": [${heads}],\n` +
      `${indent}    "rows": [\n${lines.join(',\n')}\n${indent}    ]\n${indent}  }`
    );
  });
  return `{\n${formatted.join(',\n')}\n${indent}}`;
}

function formatCell(cell: Cell, type: ColumnType | undefined): string {
  if (typeof cell === 'number' && type === 'Float64') return formatFloat(cell);
  return typeof cell === 'bigint' ? cell.toString() : JSON.stringify(cell);
}

/** The shortest text that is read as the same number, and that looks like no whole number. */
function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'null' : JSON.stringify(String(value));
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
