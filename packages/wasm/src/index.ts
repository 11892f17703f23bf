export { type FormatProblem, type RefusalReason, WasmFormatError, WasmRefusedError } from './errors.ts';
export { type ImportSummary, type MemorySummary, type ModuleFacts, type TableSummary, inspect } from './inspect.ts';
export type { ExportFact, ExternalKind, FunctionType, Limits } from './module-facts.ts';
export { type RewriteOptions, rewrite } from './rewrite.ts';
export { BULK_BYTES_PER_UNIT, FUEL_EXPORT, FUEL_HOOK_EXPORT, FUEL_PER_PAGE } from './passes/fuel.ts';
export { GROW_REFUSED_EXPORT } from './passes/memory-limit.ts';
export { START_EXPORT } from './passes/start.ts';
export type { ImportName } from './passes/trap-after.ts';
export { type ModuleParts, encodeModule } from './encoder.ts';
