export { BuildError, MissingToolError } from './errors.ts';
export type { BuildRequest, Environment, Language } from './language.ts';
export { LANGUAGES } from './languages/index.ts';
export { type BuiltModule, buildProject, findProject, type ProjectRequest } from './project/build.ts';
export { createProject, type NewProject } from './project/create.ts';
export { languageNamed } from './project/detect.ts';
export { outputPath, writeWhole } from './project/write.ts';
export { locateShipped } from './shipped.ts';
