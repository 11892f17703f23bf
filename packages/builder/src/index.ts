export { BuildError, MissingToolError } from './errors.ts';
export type { BuildRequest, Language } from './language.ts';
