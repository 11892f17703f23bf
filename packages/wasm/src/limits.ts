// What V8 13.6 itself refuses. A rewriting that would cross one of these is refused here with a sentence instead of
// failing later with an engine message about code that its author never wrote.

export const MAX_MODULE_BYTES = 1_073_741_824;
/** Custom sections are unlimited in V8; a file full of empty ones would cost far more memory than its size. */
export const MAX_SECTIONS = 100_000;
export const MAX_TYPES = 1_000_000;
export const MAX_FUNCTIONS = 1_000_000;
export const MAX_IMPORTS = 1_000_000;
export const MAX_EXPORTS = 1_000_000;
export const MAX_GLOBALS = 1_000_000;
export const MAX_TAGS = 1_000_000;
export const MAX_TABLES = 100_000;
export const MAX_MEMORIES = 100_000;
export const MAX_DATA_SEGMENTS = 100_000;
export const MAX_ELEMENT_SEGMENTS = 10_000_000;
export const MAX_BODY_BYTES = 7_654_321;
/** Parameters included. */
export const MAX_LOCALS = 50_000;
export const MAX_PARAMETERS = 1_000;
export const MAX_RESULTS = 1_000;
export const MAX_STRUCT_FIELDS = 10_000;
export const MAX_BR_TABLE_TARGETS = 65_520;
export const MAX_TABLE_ELEMENTS = 10_000_000;
/** 64 KiB each: 4 GiB. */
export const MAX_MEMORY32_PAGES = 65_536;
export const PAGE_BYTES = 65_536;
