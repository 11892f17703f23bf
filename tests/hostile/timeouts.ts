/**
 * Measures how long a module goes on past its time: every module here that is run with a timeout, and sleepers, one call
 * each. Prints figures; asserts nothing. `node tests/hostile/timeouts.ts [NAME …]`
 */
import { OutputCapture } from '../../packages/engine/src/collect/captured-output.ts';
import { ContentCollector } from '../../packages/engine/src/collect/content-collector.ts';
import type { GuestEvents } from '../../packages/engine/src/instance/guest-events.ts';
import { ModuleRunner } from '../../packages/engine/src/instance/module-runner.ts';
import { compileModule, rewriteModule } from '../../packages/engine/src/instance/prepare.ts';
import { resolveLimits } from '../../packages/engine/src/options.ts';
import type { ContentSource, TableDefinition } from '../../packages/engine/src/stages.ts';
import { HeapStorage } from '../../packages/engine/src/vfs/heap-storage.ts';
import { ContentWindow } from '../../packages/engine/src/vfs/content-window.ts';
import { Quota } from '../../packages/engine/src/vfs/quota.ts';
import { newBatch } from '../../packages/engine/src/store/writer.ts';
import { compileText } from '../job/job.ts';
import { buildModule, hostileFiles, readCase } from './hostile-case.ts';

const TIMEOUT = 0.3;
const CALLS = 3;
const BYTES = Buffer.alloc(200_000, 'x');

const source: ContentSource = {
  size: () => BYTES.length,
  modifiedMs: () => 0,
  read: (target, offset, length, position) => BYTES.copy(target, offset, position, position + length),
  trouble: null,
  close: () => undefined,
};

let worst = 0;
for (const file of hostileFiles()) {
  const { name, limits, messages } = readCase(file);
  const isNamed = process.argv.length <= 2 || process.argv.slice(2).includes(name);
  if (limits.timeout === undefined || !isNamed || !messages[0]?.includes('timeout')) continue;
  const bytes = await buildModule(file, compileText);
  const checked = resolveLimits({ ...limits, timeout: TIMEOUT, fuel: undefined });
  const prepared = compileModule(rewriteModule({ name, path: file, bytes }, checked));
  const tables = new Map<string, TableDefinition>();
  const collector = new ContentCollector({
    tables: {
      find: (wanted) => tables.get(wanted),
      define: (table) => {
        tables.set(table.name, table);
        return null;
      },
    },
    batch: newBatch(),
    limits: checked,
  });
  const events: GuestEvents = {
    onMetadata: (path, json, length) => void collector.metadata(path, json, length),
    onSubcontent: (_id, _json, _length, takeData) => takeData()?.release(),
    createStorage: () => new HeapStorage(new Quota({ bytes: 2 ** 30, files: 1, descriptors: 1 })),
    defineTable: (table, columns) => collector.defineTable(table, columns),
    insertRow: (table, values) => collector.insertRow(table, values),
    emitBytes: () => null,
    emitSlice: () => null,
    problem: () => undefined,
  };
  const capture = new OutputCapture(1_048_576);
  const runner = new ModuleRunner({ prepared, limits: checked, events, capture, window: new ContentWindow() });
  const over: number[] = [];
  let end = '';
  for (let call = 0; call < CALLS; call++) {
    collector.beginContent(`${call}`);
    const began = performance.now();
    end = runner.run(source).kind;
    over.push((performance.now() - began) / 1000 - TIMEOUT);
    capture.take();
    collector.discardContent();
  }
  worst = Math.max(worst, ...over);
  process.stdout.write(
    `${name.padEnd(28)} ${end.padEnd(10)} over by ${over.map((seconds) => `${(seconds * 1000).toFixed(0)} ms`).join(', ')}\n`,
  );
}
process.stdout.write(`asked for ${TIMEOUT} s; worst: ${(worst * 1000).toFixed(0)} ms more\n`);
