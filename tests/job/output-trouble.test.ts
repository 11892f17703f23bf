/** Outputs that cannot be used or cannot be written to the end, and readers of our own output that went away. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Program, reader, wadup, wadupCommand } from './child-process.ts';
import { BEHAVE, Job, queryDatabase } from './job.ts';

function commandLine(job: Job, ...more: string[]): string[] {
  return ['--modules', job.modules, '--input', job.input, '--output', job.output, ...more];
}

async function expectRefusal(job: Job, output: string, why: RegExp): Promise<void> {
  await expect(job.run({ output })).rejects.toMatchObject({ code: 'database', message: expect.stringMatching(why) });
}

test('an output in a missing directory, or that is a directory, is refused', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  await expectRefusal(job, join(job.folder, 'absent/out.db'), /there is no directory '.*absent'/);
  await expectRefusal(job, job.folder, /is a directory/);
  await expectRefusal(job, '/dev/null', /is not a regular file/);
  expect(existsSync(join(job.folder, 'absent'))).toBe(false);
});

test('an output that is something else is refused, and stays as it is', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  const foreign: Record<string, () => void> = {
    'text.db': () => writeFileSync(join(job.folder, 'text.db'), 'These are my notes.\n'.repeat(100)),
    'one-byte.db': () => writeFileSync(join(job.folder, 'one-byte.db'), 'x'),
    'other.db': () => execute('other.db', "CREATE TABLE mine (a); INSERT INTO mine VALUES ('precious')"),
    'claims.db': () => execute('claims.db', 'CREATE TABLE __wadup_content (id INTEGER)'),
    'newer.db': () => {
      copyFileSync(job.output, join(job.folder, 'newer.db'));
      execute('newer.db', 'PRAGMA user_version = 99');
    },
  };
  const execute = (name: string, sql: string): void => {
    const database = new DatabaseSync(join(job.folder, name));
    database.exec(sql);
    database.close();
  };
  await job.run();
  for (const [name, make] of Object.entries(foreign)) {
    make();
    const path = join(job.folder, name);
    const before = readFileSync(path);
    await expectRefusal(job, path, /^The output '.*\.db' (is|has) .*another file\.$/);
    expect(readFileSync(path).equals(before), name).toBe(true);
  }
  expect(readdirSync(job.folder).sort()).toEqual([...Object.keys(foreign), 'input', 'modules', 'out.db'].sort());
  // An empty file is a database with nothing in it.
  writeFileSync(join(job.folder, 'empty.db'), '');
  expect(await job.run({ output: join(job.folder, 'empty.db') })).toMatchObject({ contents: 1 });
});

test('an output that another wadup is writing is refused', async () => {
  using job = new Job({ behave: BEHAVE });
  const gate = job.addGate('gate', 'ok');
  using first = wadup(commandLine(job));
  using begun = reader(`await opened(${JSON.stringify(job.output)});`);
  await begun.end();
  using second = wadup(commandLine(job));
  expect(await second.end()).toBe(1);
  expect(second.stderr).toMatch(/^wadup: The output '.*' is in use by another wadup \(process \d+\)/);
  gate.open();
  expect(await first.end()).toBe(0);
  expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(1);
});

test('an output that another process has locked for good is refused after a while, with a sentence', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  await job.run();
  using locker = new DatabaseSync(job.output);
  locker.exec('BEGIN IMMEDIATE');
  await expectRefusal(job, job.output, /is locked by another process/);
  locker.exec('ROLLBACK');
  expect(await job.run()).toMatchObject({ contents: 1 });
});

test.skipIf(process.platform === 'win32')(
  'a full disk ends the run with 1 and a sentence; what was committed is intact',
  async () => {
    using job = new Job({ behave: BEHAVE });
    for (let n = 0; n < 200; n++) job.addInputs({ [`${n}`]: 'rows 10000' });
    const line = [...wadupCommand(commandLine(job, '--threads', '2'))].map((word) => `'${word}'`).join(' ');
    // No file may become larger than 8 MiB; the signal for trying is ignored, so that it is an error.
    using run = new Program('sh', ['-c', `trap '' XFSZ; ulimit -f 16384; exec ${line}`]);
    expect(await run.end()).toBe(1);
    expect(run.stderr).toMatch(/wadup: The output '.*out\.db' could not be (read or )?written.*\n$/);
    expect(
      run.stderr
        .trimEnd()
        .split('\n')
        .filter((text) => text.startsWith('wadup:')),
    ).toHaveLength(1);
    expect(statSync(job.output).size).toBeLessThanOrEqual(16_384 * 1024);
    expect(job.value('PRAGMA integrity_check')).toBe('ok');
    const contents = Number(job.value('SELECT count(*) FROM __wadup_content'));
    expect(job.value('SELECT count(*) FROM numbers')).toBe(contents * 10_000);
    expect(readdirSync(job.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  },
);

test.skipIf(process.platform === 'win32')('a full disk for sub-content fails the content that made it', async () => {
  using job = new Job({ behave: BEHAVE }, { big: 'children-of 3 30000000', fine: 'count' });
  const line = wadupCommand(commandLine(job, '--threads', '1', '--memory-budget', '1MiB'))
    .map((word) => `'${word}'`)
    .join(' ');
  using run = new Program('sh', ['-c', `ulimit -f 16384; exec ${line}`]);
  expect(await run.end()).toBe(0);
  const { big, fine } = job.errors();
  expect(fine).toBe(null);
  expect(big).toMatch(/^module 'behave': .*(File too large|No space left)/);
  expect(job.value('SELECT stderr FROM __wadup_module_output')).toMatch(/data_0\.bin: (File too large|No space left)/);
  expect(readdirSync(job.folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('nobody reading stdout or stderr changes nothing', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count', b: 'trap' });
  using run = wadup(commandLine(job));
  run.process.stdout?.destroy();
  run.process.stderr?.destroy();
  expect(await run.end()).toBe(0);
  expect(queryDatabase(job.output, 'SELECT count(*) FROM __wadup_content')).toEqual([[2]]);
});

test('a table or an index that people added does not disturb later runs', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'rows 2' });
  await job.run();
  {
    using mine = new DatabaseSync(job.output);
    mine.exec('CREATE INDEX by_name ON __wadup_content (filename); CREATE VIEW v AS SELECT * FROM numbers');
    mine.exec('CREATE TABLE notes (text)');
  }
  expect(await job.run()).toMatchObject({ failed: 0, rows: 2 });
  mkdirSync(join(job.folder, 'spill'));
  expect(await job.run({ temporaryDirectory: join(job.folder, 'spill') })).toMatchObject({ failed: 0 });
});
