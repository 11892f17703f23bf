/** Inputs as they come: names of any bytes, things that are no files, files that change while they are read. */
import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wadup } from './child-process.ts';
import { BEHAVE, Job, untilProgress } from './job.ts';

const MiB = 1_048_576;
const NOBODY = 65_534;
const isPosix = process.platform !== 'win32';

test('an empty directory is a run with no contents', async () => {
  using job = new Job({ behave: BEHAVE });
  mkdirSync(join(job.input, 'empty/nested'), { recursive: true });
  expect(await job.run()).toMatchObject({
    status: 'completed',
    contents: 0,
    inputs: 0,
    skipped: 0,
    rows: 0,
    tables: [],
  });
  expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(0);
  expect(job.column('SELECT status FROM __wadup_run')).toEqual(['completed']);
});

test('several inputs, directories and files, are one run', async () => {
  using job = new Job({ behave: BEHAVE }, { 'a/one': 'count', 'b/two': 'count', 'c/three': 'count' });
  const summary = await job.run({ input: [join(job.input, 'a'), join(job.input, 'b'), join(job.input, 'c/three')] });
  expect(summary).toMatchObject({ contents: 3, failed: 0 });
  expect(Object.keys(job.errors()).sort()).toEqual(['one', 'three', 'two']);
});

test.skipIf(!isPosix)('what is no file is skipped, said once each, and stops nothing', async () => {
  using job = new Job({ behave: BEHAVE }, { fine: 'count', 'sub/fine': 'count' });
  const at = (name: string): string => join(job.input, name);
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('nowhere', at('broken'));
  symlinkSync('..', at('sub/up'));
  symlinkSync('itself', at('itself'));
  symlinkSync('/dev/zero', at('device'));
  symlinkSync('fine', at('link-to-file'));
  linkSync(at('fine'), at('hard-link'));
  mkdirSync(at('other'));
  symlinkSync('../other', at('sub/link-to-directory'));
  job.addInputs({ 'other/inside': 'count' });
  const server = createServer().listen(at('socket'));
  await once(server, 'listening');
  try {
    const summary = await job.run();
    expect(Object.keys(job.errors()).sort()).toEqual([
      'fine',
      'hard-link',
      'link-to-file',
      'other/inside',
      'sub/fine',
      'sub/link-to-directory/inside',
    ]);
    expect(summary).toMatchObject({ contents: 6, failed: 0, skipped: 6 });
    expect([...summary.notices].sort()).toEqual([
      `${at('broken')}: it is a link to nothing`,
      `${at('device')}: it is a link to a device`,
      `${at('fifo')}: it is a FIFO`,
      expect.stringMatching(/itself: the link leads nowhere: .*links/),
      `${at('socket')}: it is a socket`,
      `${at('sub/up')}: it is a link to a directory that it is itself inside of`,
    ]);
  } finally {
    server.close();
  }
});

test.skipIf(!isPosix)(
  'what is passed over is in the database: all of it, though the summary has the first few',
  async () => {
    using job = new Job({ behave: BEHAVE }, { 'in/fine': 'count', secret: 'count' });
    const input = join(job.input, 'in');
    symlinkSync('../secret', join(input, 'secret'));
    for (let n = 10; n < 40; n++) symlinkSync('nowhere', join(input, `broken${n}`));
    const skipped = (): unknown =>
      job.rows('SELECT s.path, s.reason FROM __wadup_skipped s JOIN __wadup_run USING (run_id) ORDER BY 1');
    const summary = await job.run({ input });
    expect(summary).toMatchObject({ contents: 1, skipped: 31 });
    expect(summary.notices).toHaveLength(20);
    expect(job.errors()).toEqual({ fine: null });
    const expected = Array.from({ length: 30 }, (_, n) => [join(input, `broken${n + 10}`), 'it is a link to nothing']);
    expected.push([join(input, 'secret'), 'it is a link that leads out of the inputs']);
    expect(skipped()).toEqual(expected);
    rmSync(join(input, 'broken39'));
    await job.run({ input, resume: true });
    expect(skipped()).toEqual(expected.filter(([path]) => path !== join(input, 'broken39')));
  },
);

test.skipIf(process.platform !== 'linux')('names of any bytes are processed, and each stays one content', async () => {
  using job = new Job(
    { behave: BEHAVE },
    { 'line\nfeed': 'count', 'tab\tquote"\'%': 'count', 'ž 京 🐎': 'count', ' ': 'count' },
  );
  writeFileSync(Buffer.concat([Buffer.from(`${job.input}/`), Buffer.from([0x66, 0xff, 0x66])]), 'count');
  writeFileSync(Buffer.concat([Buffer.from(`${job.input}/`), Buffer.from([0x66, 0xfe, 0x66])]), 'count');
  const deep = `${'d'.repeat(200)}/`.repeat(15);
  job.addInputs({ [`${deep}end`]: 'count' });
  const summary = await job.run();
  expect(summary).toMatchObject({ contents: 7, failed: 0, rows: 7 });
  const names = job.column('SELECT filename FROM __wadup_content');
  expect(names).toEqual(expect.arrayContaining(['line\nfeed', 'tab\tquote"\'%', 'ž 京 🐎', ' ', `${deep}end`]));
  // Two different names stay different, whatever stands for the bytes that are no text.
  expect(new Set(names).size).toBe(7);
});

test('a file that vanishes before its turn is a failed content that says so', async () => {
  using job = new Job({ behave: BEHAVE }, { one: 'count', two: 'count', three: 'count' });
  const gate = job.addGate('gate', 'ok');
  // With one thread all others wait behind the gate, or were before it.
  const running = job.run();
  await untilProgress(running, ({ walkFinished }) => walkFinished);
  for (const name of ['one', 'two', 'three']) rmSync(join(job.input, name));
  gate.open();
  const summary = await running;
  expect(summary.contents).toBe(4);
  for (const [name, message] of Object.entries(job.errors())) {
    if (message !== null)
      expect(message).toMatch(new RegExp(`The input '${name}' cannot be (opened|reached): .*no longer|exist`));
  }
});

test('a file that shrinks while it is read fails its content; its rows so far are kept', async () => {
  using job = new Job({ behave: BEHAVE });
  const gate = job.addGate('shrinks', 'instance\nlibrary-flush\nchild begun ok', 'digest');
  const running = job.run();
  await untilProgress(running, ({ subcontents }) => subcontents === 1);
  truncateSync(gate.path, 2 * MiB);
  gate.open();
  await running;
  const { shrinks, begun } = job.errors();
  expect(begun).toBe(null);
  expect(shrinks).toContain(`The input 'shrinks' `);
  expect(shrinks).toContain(String(2 * MiB));
  expect(job.value('SELECT count(*) FROM instances')).toBe(1);
});

test('what is appended to a file while it is read is not part of the content', async () => {
  using job = new Job({ behave: BEHAVE });
  const gate = job.addGate('grows', 'child begun ok', 'digest\ntail');
  const running = job.run();
  await untilProgress(running, ({ subcontents }) => subcontents === 1);
  appendFileSync(gate.path, 'x'.repeat(MiB));
  gate.open();
  await running;
  expect(job.errors()).toEqual({ grows: null, begun: null });
  expect(job.rows('SELECT d.size, t.size, t.last_byte FROM digests d, tails t')).toEqual([[3 * MiB, 3 * MiB, 0]]);
});

test('a slice of a file that vanished is a failed content', async () => {
  using job = new Job({ behave: BEHAVE });
  const gate = job.addGate('gone', `slice 0 ${2 * MiB} part`);
  const running = job.run();
  await untilProgress(running, ({ subcontents }) => subcontents === 1);
  rmSync(gate.path);
  gate.open();
  await running;
  // Its parent was open all the time.
  expect(job.errors()).toEqual({
    gone: null,
    part: expect.stringMatching(/The input that it is a part of cannot be opened: it does not exist/),
  });
});

test.skipIf(!isPosix)(
  'a file that may not be read is a failed content, and the rest is processed',
  async ({ skip }) => {
    using job = new Job({ behave: BEHAVE }, { secret: 'count', open: 'count' });
    chmodSync(join(job.input, 'secret'), 0);
    const nobody = becomeNobody(job.folder);
    using able = wadup(['--version'], nobody);
    if ((await able.end()) !== 0) skip('nobody cannot read the repository');
    using run = wadup(['--modules', job.modules, '--input', job.input, '--output', job.output], nobody);
    expect(await run.end()).toBe(0);
    expect(job.errors()).toEqual({
      open: null,
      secret: expect.stringMatching(/^The input 'secret' cannot be opened: .*\nmodule 'behave': process returned 1/),
    });
  },
);

/** Root may read everything; whoever is root goes on as nobody. */
function becomeNobody(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  chownSync(folder, NOBODY, NOBODY);
  return { uid: NOBODY, gid: NOBODY };
}

test('the output and its journals are no inputs, even when they lie among them', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  const output = join(job.input, 'out.db');
  for (const contents of [1, 1]) expect(await job.run({ output })).toMatchObject({ contents, failed: 0, skipped: 0 });
  expect(readdirSync(job.input).sort()).toEqual(['a', 'out.db']);
});
