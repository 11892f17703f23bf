/** `wadup exec` without its command line: options as JSON. */
import { execModule, type ExecOptions } from '../../packages/engine/src/exec/index.ts';
import { messageOf } from '../../packages/engine/src/errors.ts';

const options = JSON.parse(process.argv[2]!) as ExecOptions;
try {
  const result = await execModule(options);
  if (result.failure !== null) process.stderr.write(`${result.failure}\n`);
  if (options.stats === true) process.stderr.write(JSON.stringify(result));
  process.exitCode = result.status;
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
