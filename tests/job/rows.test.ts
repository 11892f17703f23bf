/** Rows on their way from a module into SQL. */
import { expect, test } from 'vitest';
import { BEHAVE, Job } from './job.ts';

/** A step that writes this JSON into /metadata; line feeds in it are the file's own. */
function metadata(name: string, json: string): string {
  return `write /metadata/${name}.json ${json.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`;
}

function table(columns: Record<string, string>): string {
  const list = Object.entries(columns).map(([name, type]) => `{"name":"${name}","data_type":"${type}"}`);
  return `{"name":"t","columns":[${list.join(',')}]}`;
}

function rowsOf(...values: string[]): string {
  return values.map((row) => `{"table_name":"t","values":[${row}]}`).join(',');
}

test('whole numbers are exact over all 64 bits, and floats, texts and NULL arrive as they were sent', async () => {
  const json = `{"tables":[${table({ i: 'Int64', f: 'Float64', s: 'String' })}],"rows":[${rowsOf(
    '{"Int64":9223372036854775807},{"Float64":0.1},{"String":"a\\u0000b \\ud83d\\udc0e \\" \\\\"}',
    '{"Int64":-9223372036854775808},{"Float64":"NaN"},{"String":""}',
    '{"Int64":9007199254740993},{"Float64":"Infinity"},null',
    '{"Int64":-9007199254740993},{"Float64":"-Infinity"},{"String":"NULL"}',
    '{"Int64":0},{"Float64":5e-324},null',
    '{"Int64":-0},{"Float64":-1.7976931348623157e308},null',
    'null,null,null',
    '{"Int64":null},{"Float64":null},{"String":null}',
    '{"Int64":1},{"Float64":3},null',
  )}]}`;
  using job = new Job({ behave: BEHAVE }, { values: metadata('values', json) });
  await job.run();
  expect(job.errors()).toEqual({ values: null });
  // SQLite has no NaN: it stores NULL.
  expect(job.rows('SELECT i, f, s, typeof(i), typeof(f), typeof(s) FROM t ORDER BY rowid')).toEqual([
    [9223372036854775807n, 0.1, 'a\0b \u{1f40e} " \\', 'integer', 'real', 'text'],
    [-9223372036854775808n, null, '', 'integer', 'null', 'text'],
    [9007199254740993n, Infinity, null, 'integer', 'real', 'null'],
    [-9007199254740993n, -Infinity, 'NULL', 'integer', 'real', 'text'],
    [0, 5e-324, null, 'integer', 'real', 'null'],
    [0, -1.7976931348623157e308, null, 'integer', 'real', 'null'],
    [null, null, null, 'null', 'null', 'null'],
    [null, null, null, 'null', 'null', 'null'],
    [1, 3, null, 'integer', 'real', 'null'],
  ]);
});

test('the guest library carries what is hard to carry', async () => {
  using job = new Job({ behave: BEHAVE }, { extremes: 'library-extremes' });
  await job.run();
  expect(job.errors()).toEqual({ extremes: null });
  const rows = job.rows('SELECT whole, float, text FROM "extreme ""values""" ORDER BY rowid');
  expect(rows).toEqual([
    [9223372036854775807n, null, 'quote " backslash \\ line\n tab\t nul\0 bell\u0007'],
    [-9223372036854775808n, Infinity, 'ž 京 🐎 \u2028 \ufffd'],
    [9007199254740993n, -Infinity, ''],
    [0, 5e-324, 'x'.repeat(100_000)],
    [null, null, null],
  ]);
});

test('100,000 rows in one file and 100,000 files in one call all arrive, in one transaction with their content', async () => {
  using job = new Job(
    { behave: BEHAVE },
    { file: 'rows 100000', files: 'row-files 100000', open: 'row-files-left-open 4000' },
  );
  const summary = await job.run({ threads: 2 });
  expect(job.errors()).toEqual({ file: null, files: null, open: null });
  expect(summary).toMatchObject({ rows: 204_000, tables: [{ name: 'numbers', rows: 204_000 }] });
  expect(
    job.rows(
      'SELECT filename, count(DISTINCT n), min(n), max(n) FROM numbers JOIN __wadup_content ON uuid = content_uuid GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual([
    ['file', 100_000, 0, 99_999],
    ['files', 100_000, 0, 99_999],
    ['open', 4000, 0, 3999],
  ]);
});

test('a table that got no rows is in the summary, but not one of other modules of an earlier run', async () => {
  using job = new Job(
    { behave: BEHAVE },
    { first: 'rows 2', last: metadata('t', `{"tables":[${table({ i: 'Int64' })}]}`) },
  );
  const tables = [
    { name: 'numbers', rows: 2 },
    { name: 't', rows: 0 },
  ];
  expect(await job.run()).toMatchObject({ rows: 2, tables });
  using other = new Job({ other: BEHAVE }, { nothing: '' });
  expect(await other.run({ output: job.output })).toMatchObject({ rows: 0, tables: [] });
});

test('JSON that is wrong fails its content, names file and place, and gives no row', async () => {
  const good = `{"tables":[${table({ i: 'Int64' })}],"rows":[${rowsOf('{"Int64":1}')}]}`;
  const wrong: Record<string, readonly [string, RegExp]> = {
    'cut off': [good.slice(0, -3), /line 1, column \d+/],
    'second line': [`{"rows":[\n  {"table_name":"t","values":[{"Int64":1}]},\n  {]}`, /line 3, column 4/],
    'too large': [good.replace('{"Int64":1}', '{"Int64":9223372036854775808}'), /64/],
    fraction: [good.replace('{"Int64":1}', '{"Int64":1.5}'), /Int64|whole/],
    'other type': [good.replace('{"Int64":1}', '{"String":"x"}'), /'i'.*Int64.*String|String.*Int64/],
    'too many values': [good.replace('{"Int64":1}', '{"Int64":1},null'), /2 values.*1 column|1 column.*2 values/],
    'unknown type': [
      good.replace('"data_type":"Int64"', '"data_type":"Int65"'),
      /line 1, column 59\): the type must be/,
    ],
    'no object': ['[]', /line 1, column 1/],
    'no UTF-8': ['{"tables":[{"name":"\\xff","columns":[]}]}', /UTF-8/],
  };
  using job = new Job({ behave: BEHAVE }, { 'a first': metadata('good', good) });
  await job.run();
  for (const [name, [json]] of Object.entries(wrong)) {
    const script = name === 'no UTF-8' ? `write /metadata/bad.json ${json}` : metadata('bad', json);
    job.addInputs({ [name]: `${script}\n${metadata('good', good)}` });
  }
  await job.run();
  const errors = job.errors();
  for (const [name, [, message]] of Object.entries(wrong)) {
    expect(errors[name], name).toMatch(/^module 'behave': \/metadata\/bad\.json: /);
    expect(errors[name], name).toMatch(message);
  }
  // Of each content the rows of the good file only; the first file ran twice.
  const counts = job.rows('SELECT filename, count(*) FROM t JOIN __wadup_content ON uuid = content_uuid GROUP BY 1');
  expect(Object.fromEntries(counts.map(([name, count]) => [name!, count]))).toEqual({
    'a first': 2,
    ...Object.fromEntries(Object.keys(wrong).map((name) => [name, 1])),
  });
});

test('files are consumed in the order of their names, also those left open, and also when the call failed', async () => {
  const row = (n: number): string => `{"rows":[${rowsOf(`{"Int64":${n}}`)}]}`;
  const script = [
    // Rows before their table, but the table's file comes first by name.
    `write-left-open /metadata/b.json ${row(2)}`,
    `write-left-open /metadata/c.json ${row(3)}`,
    `write-left-open /metadata/a.json {"tables":[${table({ i: 'Int64' })}]}`,
    'list /metadata',
  ];
  using job = new Job({ behave: BEHAVE }, { ok: script.join('\n') });
  await job.run();
  expect(job.errors()).toEqual({ ok: null });
  job.addInputs({ fails: [...script, 'trap'].join('\n') });
  await job.run();
  expect(
    job.rows(
      'SELECT filename, i FROM t JOIN __wadup_content ON uuid = content_uuid WHERE filename = ? ORDER BY t.rowid',
      'fails',
    ),
  ).toEqual([
    ['fails', 2],
    ['fails', 3],
  ]);
  expect(job.column('SELECT DISTINCT stdout FROM __wadup_module_output')).toEqual([
    '/metadata: a.json b.json c.json\n',
  ]);
  expect(job.errors().fails).toMatch(/^module 'behave': trap/);
});

test('rows of modules that succeeded are kept when another failed', async () => {
  using job = new Job({ behave: BEHAVE, other: BEHAVE }, { a: 'rows 2\ntrap' });
  await job.run();
  expect(job.value('SELECT count(*) FROM numbers')).toBe(4);
  expect(String(job.errors().a).split('\n')).toHaveLength(2);
});
