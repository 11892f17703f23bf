/** The language that a command line names. */
import { type Language, LANGUAGES, languageNamed } from '@wadup/builder';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** @throws {UsageError} with the language that may be meant, and all there are. */
export function requestedLanguage(name: string): Language {
  const language = languageNamed(name);
  if (language !== undefined) return language;
  const names = LANGUAGES.map((one) => one.name);
  const suggestion = nearest(name.toLowerCase(), names);
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  throw new UsageError(`There is no language '${name}'.${hint} There are ${names.join(', ')}.`);
}
