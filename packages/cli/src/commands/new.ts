/** `wadup new`: a project for a module. */
import { createProject, locateShipped } from '@wadup/builder';
import { parseArguments, readOperands } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { NEW } from '../flags.ts';
import { printHelp } from '../help.ts';
import { requestedLanguage } from '../requested-language.ts';
import { printable, shellWord } from '../terminal.ts';

/** Gives the exit status. @throws {UsageError} @throws {BuildError} */
export async function newCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(NEW, argv);
  if (given.flags.has('help')) return printHelp(NEW);
  const [name = '', directory = ''] = readOperands(NEW, given);
  const language = requestedLanguage(name);
  const { entryFile } = createProject(language, directory, locateShipped(import.meta.dirname));
  const folder = shellWord(directory);
  const lines = [
    `Made a ${language.name} module in ${printable(directory)}; it starts in ${entryFile}.`,
    language.needs,
    `Try it:  wadup test ${folder}`,
    `Build:   wadup build ${folder}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
