/** Help as text, from the same definitions that parse the command line. */
import { EXIT } from './exit-codes.ts';
import type { CommandSpec, Flag, FlagGroup } from './flags.ts';

const GROUPS: Readonly<Record<FlagGroup, string>> = {
  Options: 'Options:',
  Limits: 'Limits:',
  Quotas: 'Quotas, rarely changed:',
};

const WIDEST = 100;
const NARROWEST = 40;

/** Prints it where it was asked for. Gives the exit status. */
export function printHelp(command: CommandSpec): number {
  process.stdout.write(formatHelp(command, process.stdout.columns));
  return EXIT.ok;
}

/** `columns`: width of the terminal, where there is one. */
export function formatHelp(command: CommandSpec, columns: number | undefined): string {
  const width = Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST));
  const sections = [`Usage: ${command.usage}`, wrap(command.summary, width, '').join('\n')];
  const indent = 2 + Math.max(...command.flags.map((flag) => flagName(flag).length)) + 2;
  for (const group of Object.keys(GROUPS) as FlagGroup[]) {
    const flags = command.flags.filter((flag) => flag.group === group);
    if (flags.length === 0) continue;
    sections.push(
      [...wrap(GROUPS[group], width, ''), ...flags.flatMap((flag) => flagLines(flag, indent, width))].join('\n'),
    );
  }
  if (command.commands !== undefined) {
    const lines = command.commands.flatMap(([name, text]) => beside(`  ${name}`, text, indent, width));
    sections.push([...wrap('Other commands, each with a --help of its own:', width, ''), ...lines].join('\n'));
  }
  sections.push(...command.notes.map((note) => wrap(note, width, '').join('\n')));
  return `${sections.join('\n\n')}\n`;
}

function flagName(flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return `${short}--${flag.name}${value}`;
}

function flagText(flag: Flag): string {
  if (flag.required === true) return `${flag.doc} (required)`;
  return flag.fallback === undefined ? flag.doc : `${flag.doc} (default: ${flag.fallback})`;
}

function flagLines(flag: Flag, indent: number, width: number): string[] {
  return beside(`  ${flagName(flag)}`, flagText(flag), indent, width);
}

/** The name, and the text beside it; below it where the terminal is too narrow for two columns. */
function beside(name: string, text: string, indent: number, width: number): string[] {
  if (width - indent < NARROWEST) return [name, ...wrap(text, width, '      ')];
  const [first = '', ...others] = wrap(text, width, ' '.repeat(indent));
  return [name.padEnd(indent) + first.trimStart(), ...others];
}

function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
