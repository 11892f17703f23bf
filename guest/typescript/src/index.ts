/** The guest library; types/index.d.ts documents it. */
export { content } from './content.ts';
export { defineTable } from './table.ts';
export { emitBytes, emitSlice } from './sub-content.ts';
export { flush } from 'wadup:host';
