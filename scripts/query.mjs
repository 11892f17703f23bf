// `npm run query -- [--wide] DATABASE [SQL]`: prints the rows of a query as a table, or a look at what modules stored.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { formatTable, printable } from './text-table.mjs';
import { fail } from './toolchain.mjs';

const ROWS_PER_TABLE = 10;
const ROWS_PER_QUERY = 1000;

/** At most `limit` rows, and a line that says how many more there are; `wide`: nothing is cut. */
function printQuery(database, sql, limit, wide) {
  const statement = database.prepare(sql);
  // Int64 columns use all 64 bits; a double would round them.
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name }) => name);
  const shown = [];
  let more = 0;
  for (const row of statement.iterate()) {
    if (shown.length < limit) shown.push(columns.map((name) => row[name]));
    else more += 1;
  }
  const whole = Number.POSITIVE_INFINITY;
  process.stdout.write(
    wide ? formatTable(columns, shown, whole, whole) : formatTable(columns, shown, process.stdout.columns),
  );
  if (more > 0) process.stdout.write(`… and ${more} more ${more === 1 ? 'row' : 'rows'}\n`);
}

function quote(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Every table that a module defined, with names of contents in place of their identifiers. */
function moduleTables(database) {
  const names = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 8) <> '__wadup_' " +
        "AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name",
    )
    .all();
  return names.map(({ name }) => {
    const columns = database
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(name)
      .filter((column) => column.name !== 'content_uuid')
      .map((column) => `, t.${quote(column.name)}`)
      .join('');
    const content = 'JOIN __wadup_content AS c ON c.uuid = t.content_uuid';
    return {
      name,
      sql: `SELECT c.filename AS content${columns} FROM ${quote(name)} AS t ${content} ORDER BY c.filename`,
    };
  });
}

const OWN_TABLES = [
  {
    name: '__wadup_content',
    sql:
      'SELECT c.filename, p.filename AS parent, c.status, c.error_message FROM __wadup_content AS c ' +
      'LEFT JOIN __wadup_content AS p ON p.uuid = c.parent_uuid ORDER BY c.status, c.filename',
  },
  {
    name: '__wadup_module_output',
    sql:
      'SELECT c.filename AS content, o.module_name, o.stdout, o.stderr FROM __wadup_module_output AS o ' +
      'JOIN __wadup_content AS c ON c.uuid = o.content_uuid ORDER BY c.filename, o.module_name',
  },
];

function printLook(database, wide) {
  for (const { name, sql } of [...OWN_TABLES, ...moduleTables(database)]) {
    process.stdout.write(`Table ${printable(name)}\n\n`);
    printQuery(database, sql, ROWS_PER_TABLE, wide);
    process.stdout.write('\n');
  }
  process.stdout.write('Shown with the names of contents; in the tables are their identifiers (content_uuid).\n');
}

const given = process.argv.slice(2);
const wide = given.includes('--wide');
const [path, sql] = given.filter((argument) => argument !== '--wide');
const USAGE = `Usage: npm run query -- [--wide] DATABASE [SQL]
Prints the rows of the query, or without one the first of every table. --wide cuts nothing.
`;
if (given.includes('--help') || given.includes('-h')) {
  process.stdout.write(USAGE);
  process.exit();
}
if (path === undefined) fail(USAGE.trimEnd());
if (!existsSync(path)) fail(`There is no database ${path}.`);
try {
  const database = new DatabaseSync(path, { readOnly: true });
  if (sql === undefined) printLook(database, wide);
  else printQuery(database, sql, ROWS_PER_QUERY, wide);
} catch (error) {
  fail(`${path}: ${error.message}`);
}
