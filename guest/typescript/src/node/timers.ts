/** `node:timers`: the globals by another name. */
import { clearTimeout } from '../globals/timers.ts';

export { clearTimeout, setImmediate, setInterval, setTimeout } from '../globals/timers.ts';
export { clearTimeout as clearImmediate, clearTimeout as clearInterval };
