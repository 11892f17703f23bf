/** What readers of the database see: during the run, after it, and after runs that disagree. */
import { expect, test } from 'vitest';
import { reader, wadup } from './child-process.ts';
import { BEHAVE, Job, textModule } from './job.ts';

const columns = (list: Record<string, string>): string =>
  JSON.stringify(Object.entries(list).map(([name, data_type]) => ({ name, data_type })));

/** Defines a table and inserts one row, through the bindings. */
function row(table: string, list: Record<string, string>, values: readonly unknown[]): string {
  return `env-table ${table} ${columns(list)}\nenv-row ${table} ${JSON.stringify(values)}`;
}

test('a reader in another process sees contents while the run goes on', async () => {
  using job = new Job({ behave: BEHAVE });
  // Few of them, so that no batch is full: a worker without work commits what it has.
  const gate = job.addGate('gate', 'children-saying 100 rows 2', 'rows 2');
  const running = job.run({ threads: 2 });
  using seen = reader(`
    const db = await opened(${JSON.stringify(job.output)});
    while (db.prepare('SELECT count(*) AS n FROM __wadup_content').get().n === 0) await sleep(5);
    print(db.prepare('SELECT status FROM __wadup_run').get().status);`);
  expect(await seen.end()).toBe(0);
  expect(seen).toMatchObject({ stdout: 'running\n', stderr: '' });
  gate.open();
  await running;
  expect(job.column('SELECT status FROM __wadup_run')).toEqual(['completed']);
});

/** Contents of which a reader would see a part only, and contents whose parent or rows are of nobody. */
const IN_PARTS = `SELECT count(*) FROM __wadup_content c WHERE
    (SELECT count(*) FROM numbers WHERE content_uuid = c.uuid) <> 3
    OR (SELECT count(*) FROM __wadup_module_output WHERE content_uuid = c.uuid) <> 1`;
const OF_NOBODY = `SELECT (SELECT count(*) FROM numbers WHERE content_uuid NOT IN (SELECT uuid FROM __wadup_content))
    + (SELECT count(*) FROM __wadup_module_output WHERE content_uuid NOT IN (SELECT uuid FROM __wadup_content))`;

test('whoever looks during the run sees each content wholly or not at all', async () => {
  using job = new Job({ behave: BEHAVE });
  for (let n = 0; n < 3000; n++) job.addInputs({ [`${n}`]: 'rows 3\nstdout here\\n' });
  using seen = reader(`
    const db = await opened(${JSON.stringify(job.output)});
    const only = (sql) => Object.values(db.prepare(sql).get())[0];
    print('ready');
    let looks = 0;
    let status;
    do {
      db.exec('BEGIN');
      status = only('SELECT status FROM __wadup_run');
      const tables = only("SELECT count(*) FROM sqlite_schema WHERE name = 'numbers'");
      if (tables === 1 && only(${JSON.stringify(IN_PARTS)}) + only(${JSON.stringify(OF_NOBODY)}) !== 0) throw new Error('in parts');
      db.exec('COMMIT');
      looks++;
      await sleep(1);
    } while (status === 'running');
    print(looks > 0 ? 'whole' : 'did not look');`);
  const gate = job.addGate('gate', 'rows 3\nstdout here\\n');
  const running = job.run({ threads: 2 });
  await seen.until('ready');
  gate.open();
  await running;
  expect(await seen.end()).toBe(0);
  expect(seen).toMatchObject({ stdout: 'ready\nwhole\n', stderr: '' });
});

test('after kill -9 every content that is there is whole, and the next run appends', async () => {
  using job = new Job({ behave: BEHAVE });
  for (let n = 0; n < 3000; n++) job.addInputs({ [`${n}`]: 'rows 3\nstdout here\\n' });
  job.addGate('gate', 'rows 3\nstdout here\\n');
  using run = wadup(['--modules', job.modules, '--input', job.input, '--output', job.output, '--threads', '2']);
  using seen = reader(`
    const db = await opened(${JSON.stringify(job.output)});
    while (db.prepare('SELECT count(*) AS n FROM __wadup_content').get().n === 0) await sleep(1);`);
  await seen.end();
  run.process.kill('SIGKILL');
  expect(await run.end()).toBe('SIGKILL');
  expect(job.value('PRAGMA integrity_check')).toBe('ok');
  expect(job.value(IN_PARTS)).toBe(0);
  expect(job.value(OF_NOBODY)).toBe(0);
  const before = Number(job.value('SELECT count(*) FROM __wadup_content'));
  expect(before).toBeGreaterThan(0);

  using second = new Job({ behave: BEHAVE }, { more: 'rows 3\nstdout here\\n' });
  await second.run({ output: job.output });
  expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(before + 1);
  expect(job.column('SELECT status FROM __wadup_run ORDER BY run_id')).toEqual(['running', 'completed']);
});

test('a second run into the same database appends', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'rows 2', b: 'return 3' });
  await job.run();
  const summary = await job.run();
  expect(summary).toMatchObject({ contents: 2, failed: 1, rows: 2 });
  expect(job.rows('SELECT filename, count(*) FROM __wadup_content GROUP BY 1 ORDER BY 1')).toEqual([
    ['a', 2],
    ['b', 2],
  ]);
  expect(job.value('SELECT count(*) FROM numbers')).toBe(4);
  // Contents of the second run come after those of the first.
  const [, second] = job.column('SELECT run_id FROM __wadup_run ORDER BY run_id');
  expect(job.value('SELECT count(*) FROM __wadup_content WHERE uuid < ?', second!)).toBe(2);
});

test('a schema that disagrees within a content, between modules or with an earlier run fails only its content', async () => {
  const t = { a: 'Int64', b: 'String' };
  using job = new Job({ behave: BEHAVE }, { first: row('t', t, [{ Int64: 1 }, null]) });
  await job.run();
  job.addInputs({
    agrees: row('t', t, [{ Int64: 2 }, null]),
    type: row('t', { a: 'Int64', b: 'Float64' }, [{ Int64: 3 }, { Float64: 3 }]),
    name: row('t', { a: 'Int64', c: 'String' }, [{ Int64: 4 }, null]),
    order: row('t', { b: 'String', a: 'Int64' }, [null, { Int64: 5 }]),
    fewer: row('t', { a: 'Int64' }, [{ Int64: 6 }]),
    more: row('t', { ...t, c: 'Int64' }, [{ Int64: 7 }, null, null]),
    'within itself': `${row('u', { x: 'Int64' }, [{ Int64: 1 }])}\n${row('u', { x: 'String' }, [{ String: 'x' }])}`,
  });
  await job.run();
  const { first, agrees, ...disagreeing } = job.errors();
  expect([first, agrees]).toEqual([null, null]);
  expect(job.rows('SELECT a, b FROM t ORDER BY a')).toEqual([
    [1, null],
    [1, null],
    [2, null],
  ]);
  const both = (before: string, here: string): RegExp =>
    new RegExp(
      `^module 'behave': define_table: table '[tu]': .*defined before as \\(${before}\\), here as \\(${here}\\)`,
    );
  const before = 'a Int64, b String';
  expect(disagreeing).toEqual({
    type: expect.stringMatching(both(before, 'a Int64, b Float64')),
    name: expect.stringMatching(both(before, 'a Int64, c String')),
    order: expect.stringMatching(both(before, 'b String, a Int64')),
    fewer: expect.stringMatching(both(before, 'a Int64')),
    more: expect.stringMatching(both(before, 'a Int64, b String, c Int64')),
    'within itself': expect.stringMatching(both('x Int64', 'x String')),
  });
  expect(disagreeing.type).toContain("column 'b' was defined as String, here it is Float64");
  expect(job.rows('SELECT x FROM u')).toEqual([[1]]);
});

test('when two modules disagree, the rows of the first stay, and the second is named', async () => {
  const content = row('bound', { n: 'String' }, [{ String: 'mine' }]);
  using job = new Job({ behave: BEHAVE, 'env-only': await textModule('env-only') }, { content });
  await job.run();
  expect(job.rows('SELECT filename, n FROM bound JOIN __wadup_content ON uuid = content_uuid')).toEqual([
    ['content', 'mine'],
  ]);
  expect(job.errors().content).toMatch(
    /^module 'env-only': .*table 'bound': .*before as \(n String\), here as \(n Int64, t String\)/,
  );
});

test('two threads that define one table differently agree on one of the two', async () => {
  using job = new Job({ behave: BEHAVE });
  for (let n = 0; n < 50; n++) {
    job.addInputs({
      [`whole-${n}`]: row(`t${n}`, { n: 'Int64' }, [{ Int64: n }]),
      [`text-${n}`]: row(`t${n}`, { n: 'String' }, [{ String: `${n}` }]),
    });
  }
  const summary = await job.run({ threads: 8 });
  expect(summary).toMatchObject({ contents: 100, failed: 50, rows: 50 });
  for (let n = 0; n < 50; n++) {
    const [[type]] = job.rows('SELECT type FROM pragma_table_info(?) WHERE cid = 1', `t${n}`) as [[string]];
    const [winner, loser] = type === 'INTEGER' ? ['whole', 'text'] : ['text', 'whole'];
    expect(job.column(`SELECT filename FROM __wadup_content JOIN t${n} ON content_uuid = uuid`)).toEqual([
      `${winner}-${n}`,
    ]);
    expect(job.errors()[`${loser}-${n}`]).toContain('Int64');
  }
});

test('names that need quoting are quoted, and names that are reserved or absurd are refused', async () => {
  const define = (name: string, column = 'n'): string =>
    `write /metadata/a.json ${JSON.stringify({
      tables: [{ name, columns: [{ name: column, data_type: 'Int64' }] }],
      rows: [{ table_name: name, values: [{ Int64: 1 }] }],
    })
      .replaceAll('\\', '\\\\')
      .replaceAll('\0', '\\x00')}`;
  const good = [
    'select',
    'a b',
    'a"b',
    "a'b; DROP TABLE __wadup_content; --",
    'Ü 京',
    '[x]',
    '%',
    'x'.repeat(128),
    '1',
    'wadup',
  ];
  const bad = ['__wadup_content', '__WADUP_x', 'sqlite_master', 'SQLITE_x', '', 'x'.repeat(129), 'a\nb'];
  using job = new Job({ behave: BEHAVE });
  good.forEach((name, n) => job.addInputs({ [`good-${n}`]: define(name, name) }));
  bad.forEach((name, n) => job.addInputs({ [`bad-${n}`]: define(name) }));
  job.addInputs({ 'bad-column': define('fine', 'content_uuid'), 'bad-column-2': define('fine', '') });
  await job.run();
  for (const [file, message] of Object.entries(job.errors())) {
    if (file.startsWith('good')) expect([file, message]).toEqual([file, null]);
    else expect(message, file).toMatch(/^module 'behave': \/metadata\/a\.json: /);
  }
  for (const name of good) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    expect(job.rows(`SELECT count(*), max(${quoted}) FROM ${quoted}`)).toEqual([[1, 1]]);
  }
  const tables = job.column(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_wadup\\_%' ESCAPE '\\'",
  );
  expect(new Set(tables)).toEqual(new Set(good));
});

test('an error message is a few lines, whatever a module does wrong', async () => {
  using job = new Job({ behave: BEHAVE, second: BEHAVE, third: BEHAVE, a: BEHAVE, b: BEHAVE, c: BEHAVE, d: BEHAVE });
  const deep = 'recurse 100000000';
  job.addInputs({
    rows: 'env-rows 5000',
    stderr: `stderr-many 100000\ntrap`,
    panic: `panic ${'long '.repeat(2000)}`,
    deep,
  });
  job.addInputs({ many: Array.from({ length: 2000 }, (_, n) => `env-row nowhere${n} []`).join('\n') });
  await job.run();
  for (const [name, message] of Object.entries(job.errors())) {
    expect(String(message).split('\n').length, name).toBeLessThanOrEqual(6);
    expect(String(message).length, name).toBeLessThanOrEqual(1100);
    expect(message, name).toContain('and 2 more modules failed');
  }
});
