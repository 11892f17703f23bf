/** The runtime at work while building. */
import { messageOf, WadupError } from '@wadup/engine/errors';
import { rehearse, type Rehearsal, type RehearsalOptions } from '@wadup/engine/rehearsal';
import { BuildError } from '../errors.ts';

/** As `rehearse`. @throws {BuildError} when it cannot even begin, or is interrupted. */
export async function runInterpreter(options: RehearsalOptions & { readonly signal: AbortSignal }): Promise<Rehearsal> {
  try {
    return await rehearse(options);
  } catch (thrown) {
    if (options.signal.aborted) throw new BuildError('The build was interrupted.', { cause: thrown });
    if (thrown instanceof WadupError) throw new BuildError(messageOf(thrown), { cause: thrown });
    throw thrown;
  }
}
