export { BuildError, MissingToolError } from './errors.ts';
export type { BuildRequest, Environment, Language } from './language.ts';
export { LANGUAGES } from './languages/index.ts';
