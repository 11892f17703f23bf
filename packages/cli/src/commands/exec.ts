/** `wadup exec`: one module by itself. */
import { EXIT } from '../exit-codes.ts';
import { parseArguments } from '../arguments.ts';
import { EXEC } from '../flags.ts';
import { formatHelp } from '../help.ts';
import { UsageError } from '../usage-error.ts';
export async function execCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(EXEC, argv);
  if (given.flags.has('help')) {
    process.stdout.write(formatHelp(EXEC, process.stdout.columns));
    return EXIT.ok;
  }
  if (given.rest.length === 0) throw new UsageError('MODULE.wasm is missing');
  console.log(given);
  return 0;
}
