// Types, lint and format of the whole repository.
import { spawnSync } from 'node:child_process';

const steps = [
  ['tsc', ['-b']],
  ['oxlint', ['.']],
  ['biome', ['format', '.']],
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`check: ${command} ${args.join(' ')} failed\n`);
    process.exit(1);
  }
}
