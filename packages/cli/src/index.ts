/**
 * WADUP as a library: `import { run } from 'wadup'`. The command is made of the same calls.
 */
export * from '@wadup/engine';
