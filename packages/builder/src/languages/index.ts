/** All languages, in the order in which they are listed. One import and one entry each. */
import type { Language } from '../language.ts';

export const LANGUAGES: readonly Language[] = [];
