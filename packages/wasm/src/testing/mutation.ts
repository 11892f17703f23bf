import { WasmFormatError, WasmRefusedError } from '../errors.ts';
import { ByteReader } from '../reader.ts';
import { type RewriteOptions, rewrite } from '../rewrite.ts';
import { SECTION, type Section, splitSections } from '../sections.ts';
import { ByteWriter } from '../writer.ts';
import { accepts, refusal } from './engine.ts';
import type { Random } from './random.ts';

/** Bytes that mean much at many places: control flow, prefixes, small and extreme indices, type codes. */
const TELLING_BYTES: readonly number[] = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12,
  0x13, 0x14, 0x15, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x21, 0x23, 0x24, 0x3f, 0x40, 0x41, 0x42, 0x60, 0x63,
  0x64, 0x69, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0xd0, 0xd2, 0xd4, 0xd5, 0xd6, 0xfb, 0xfc, 0xfd,
  0xfe, 0xff,
];

const OPTIONS: readonly RewriteOptions[] = [
  { fuel: true },
  { fuel: true, noteRefusedGrow: true },
  {
    fuel: true,
    maxMemoryPages: 65_536,
    maxTableElements: 10_000_000,
    importMemory: { module: 'host', name: 'memory' },
  },
  { noteRefusedGrow: true, deferStart: true },
  { maxMemoryPages: 65_536 },
];

/** Changes a few bytes: of one function body with its size put right, or anywhere. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const section = splitSections(bytes).find(({ id }) => id === SECTION.code);
  if (section === undefined || random.chance(30)) return mutateBytes(random, bytes, 0, bytes.length);
  return mutateBody(random, bytes, section);
}

function mutateBody(random: Random, bytes: Uint8Array, section: Section): Uint8Array {
  const reader = new ByteReader(bytes, section.start, section.end, 'code section');
  const count = reader.u32();
  const chosen = random.below(count);
  const out = new ByteWriter(bytes.length + 64);
  out.range(bytes, 0, section.header).u8(SECTION.code);
  const sectionSize = out.openSize();
  out.u32(count);
  for (let n = 0; n < count; n++) {
    const size = reader.u32();
    const start = reader.position;
    reader.skip(size);
    const body = bytes.slice(start, start + size);
    const changed = n === chosen ? mutateBytes(random, body, 0, body.length) : body;
    out.u32(changed.length).raw(changed);
  }
  out.closeSize(sectionSize);
  return out.range(bytes, section.end, bytes.length).view().slice();
}

function mutateBytes(random: Random, bytes: Uint8Array, from: number, to: number): Uint8Array {
  const list = [...bytes];
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = from + random.below(Math.max(1, to - from));
    switch (random.below(5)) {
      case 0:
        list[at] = random.below(256);
        break;
      case 1:
        list[at] = random.pick(TELLING_BYTES);
        break;
      case 2:
        list.splice(at, 0, random.pick(TELLING_BYTES));
        break;
      case 3:
        list.splice(at, 1 + random.below(3));
        break;
      default: {
        // A stretch from elsewhere: whole instructions now and then.
        const source = random.below(list.length);
        list.splice(at, random.below(4), ...list.slice(source, source + 1 + random.below(8)));
      }
    }
  }
  return Uint8Array.from(list);
}

/** Rewrites hostile bytes in every way; returns what went wrong, or undefined. */
export function judge(bytes: Uint8Array): string | undefined {
  const valid = accepts(bytes);
  for (const options of OPTIONS) {
    try {
      const rewritten = rewrite(bytes, options);
      if (accepts(rewritten) === valid) continue;
      const reason = refusal(valid ? rewritten : bytes);
      return `${valid ? 'valid became invalid' : 'invalid became valid'} with ${JSON.stringify(options)}: ${reason}`;
    } catch (error) {
      if (error instanceof WasmRefusedError) continue;
      if (!(error instanceof WasmFormatError)) throw error;
      if (valid) return `a valid module is called malformed: ${error.message}`;
    }
  }
  return undefined;
}
