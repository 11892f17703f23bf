/** Why a package cannot be part of a module, in words that say what can be done. */
import { C_EXTENSIONS } from './variants.ts';

/** `example` is the file name of one of its wheels. */
export function compiledOnly(name: string, example?: string): string {
  const shown = example === undefined ? '' : ` (${example})`;
  const known = C_EXTENSIONS.has(name) ? ` For ${name} itself write c-extensions = ["${name}"] in [tool.wadup].` : '';
  return (
    `${name} is compiled for particular machines${shown}, and a module can hold only pure Python: ` +
    `wheels whose names end in -none-any.whl.${known}`
  );
}

export function sourceOnly(name: string): string {
  return (
    `${name} comes only as source, not as a wheel, and building it would run its code on this machine. Build a wheel of it ` +
    `where you trust it, and name that in pyproject.toml: "${name} @ file:///…/${name.replaceAll('-', '_')}-…-none-any.whl".`
  );
}

/** `why` is what stands against a package that only another one asks for. */
export function neededBy(why: string, by: string, name: string): string {
  return (
    `${why}\n${by} depends on it. If your module works without it, name every package but ${name}, with its version, in ` +
    `requirements.lock beside pyproject.toml: what is in there is taken as it is.`
  );
}
