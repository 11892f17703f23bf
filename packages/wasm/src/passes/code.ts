import { BodyScanner, type CodePasses } from '../code/scanner.ts';
import { BodyWriter } from '../code/body-writer.ts';
import { type ChargeSlack, FunctionPlan } from '../code/function-plan.ts';
import { MAX_LOCALS } from '../limits.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { findSection } from '../module-index.ts';
import { ByteReader } from '../reader.ts';
import { SECTION, type Section } from '../sections.ts';
import { ByteWriter } from '../writer.ts';
import type { FuelRuntime } from './fuel.ts';

// Room for the bodies with fuel in them: 1.2 to 1.4 times the code in all modules seen. More is made when needed.
const CODE_GROWTH = 1.45;

/** Checks and rewrites all function bodies. Returns the bodies, each with its size, or undefined if there are none. */
export function rewriteBodies(
  module: ModuleIndex,
  passes: CodePasses & { readonly fuel: FuelRuntime | undefined },
  slack: ChargeSlack,
): ByteWriter | undefined {
  const section = findSection(module, SECTION.code);
  if (section === undefined) return undefined;
  const { bytes } = module;
  const out = new ByteWriter(Math.ceil((section.end - section.start) * CODE_GROWTH) + 4096);
  const bodySizes = readBodySizes(module, section);
  const plan = new FunctionPlan(passes.fuel !== undefined);
  const scanner = new BodyScanner(module, plan, passes, bodySizes);
  const writer = new BodyWriter(out, bytes, plan, passes.fuel);
  const reader = new ByteReader(bytes, section.start, section.end, 'code section');
  const count = reader.u32();
  for (let n = 0; n < count; n++) {
    const functionIndex = module.importedFunctions + n;
    const size = reader.u32();
    const start = reader.position;
    reader.skip(size);
    scanner.scan(functionIndex, start, reader.position);
    plan.resolve(slack, passes.fuel !== undefined && plan.locals < MAX_LOCALS);
    writer.write(functionIndex);
  }
  if (reader.position !== reader.end) reader.fail('the section is longer than its contents');
  return out;
}

export function readBodySizes(module: ModuleIndex, section: Section): Uint32Array {
  const sizes = new Uint32Array(module.functionTypes.length);
  const reader = new ByteReader(module.bytes, section.start, section.end, 'code section');
  reader.u32();
  for (let n = module.importedFunctions; n < sizes.length; n++) {
    const size = reader.u32();
    sizes[n] = size;
    reader.skip(size);
  }
  return sizes;
}
