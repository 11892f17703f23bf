/** `wadup build`: from a project to a module. */
import { outputPath, writeModule } from '@wadup/builder';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { BUILD } from '../flags.ts';
import { printHelp } from '../help.ts';
import { describeBuild, runOnProject } from '../project-command.ts';

/** Gives the exit status. @throws {UsageError} @throws {BuildError} */
export async function buildCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(BUILD, argv);
  if (given.flags.has('help')) return printHelp(BUILD);
  const [wanted] = given.flags.get('output') ?? [];
  return await runOnProject(BUILD, given, async ({ directory, signal, build }) => {
    const built = await build();
    if (signal.aborted) return EXIT.interrupted;
    const path = outputPath(wanted, directory, built.name);
    writeModule(path, built.bytes);
    process.stdout.write(`${describeBuild(built, path)}\n`);
    return EXIT.ok;
  });
}
