// `npm run query -- DATABASE [SQL]`: prints the rows of a query as a table, or a look at every table.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { formatTable } from './text-table.mjs';
import { fail } from './toolchain.mjs';

const ROWS_PER_TABLE = 10;
const ROWS_PER_QUERY = 1000;

function query(database, sql) {
  const statement = database.prepare(sql);
  // Int64 columns use all 64 bits; a double would round them.
  statement.setReadBigInts(true);
  return { columns: statement.columns().map(({ name }) => name), rows: statement.iterate() };
}

/** At most `limit` rows, and a line that says so when there are more. */
function printQuery(database, sql, limit) {
  const { columns, rows } = query(database, sql);
  const shown = [];
  let more = 0;
  for (const row of rows) {
    if (shown.length < limit) shown.push(columns.map((name) => row[name]));
    else more += 1;
  }
  process.stdout.write(formatTable(columns, shown));
  if (more > 0) process.stdout.write(`… and ${more} more rows\n`);
}

function printAllTables(database) {
  const tables = query(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").rows;
  for (const { name } of tables) {
    process.stdout.write(`${name}\n`);
    printQuery(database, `SELECT * FROM "${name.replaceAll('"', '""')}"`, ROWS_PER_TABLE);
    process.stdout.write('\n');
  }
}

const [path, sql] = process.argv.slice(2);
if (path === undefined) fail('Usage: npm run query -- DATABASE [SQL]');
if (!existsSync(path)) fail(`There is no database ${path}.`);
try {
  const database = new DatabaseSync(path, { readOnly: true });
  if (sql === undefined) printAllTables(database);
  else printQuery(database, sql, ROWS_PER_QUERY);
} catch (error) {
  fail(`${path}: ${error.message}`);
}
