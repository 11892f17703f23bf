/**
 * Ids of runs: UUIDs of version 7 that come before those of all their contents and after those of all earlier runs, so
 * that "the contents of a run" is a range of the index.
 */
import { randomBytes } from 'node:crypto';

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Unix milliseconds in a UUID of version 7; 0 in anything else. Contents of a run must be made with later ones. */
export function uuidTime(uuid: string): number {
  return VERSION_7.test(uuid) ? Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : 0;
}

/** An id for a run that starts at `now` (Unix milliseconds), later than `latest`, also when the clock was set back. */
export function createRunId(latest: string, now: number = Date.now()): string {
  const time = Math.max(now, uuidTime(latest) + 1);
  const hex = time.toString(16).padStart(12, '0');
  const random = randomBytes(8);
  random[0] = (random[0]! & 0x3f) | 0x80;
  const tail = random.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
