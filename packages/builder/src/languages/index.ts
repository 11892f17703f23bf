/** All languages, in the order in which they are listed. One import and one entry each. */
import type { Language } from '../language.ts';
import { c } from './c.ts';
import { go } from './go.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';
import { typescript } from './typescript.ts';

export const LANGUAGES: readonly Language[] = [rust, go, typescript, c, python];
