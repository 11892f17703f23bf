/** What an author can do about a module that is not there when the top level runs. */
import { completeExtensions } from './variants.ts';

/** A sentence, begun on a line of its own; '' when the traceback ends with something else. */
export function missingModuleHint(traceback: string): string {
  const wanted = /^ModuleNotFoundError: No module named '([^'.]+)[^'\n]*'$/.exec(lastLine(traceback))?.[1];
  if (wanted === undefined) return '';
  const extensions = completeExtensions([wanted]);
  if ('all' in extensions) {
    const all = extensions.all.map((part) => `"${part}"`).join(', ');
    return `\n${wanted} comes with the runtime: write c-extensions = [${all}] in [tool.wadup] of pyproject.toml.`;
  }
  return `\nWhat the project needs besides Python's own library is named in dependencies in [project] of pyproject.toml.`;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
