/**
 * Version 7 UUIDs (RFC 9562): time-ordered, so that the index over them grows at its right edge.
 *
 * Layout: 48 bits of Unix milliseconds, 12 bits of a counter within the millisecond, 62 random bits drawn once per
 * generator. A generator never repeats a (millisecond, counter) pair and never goes back in time, so uniqueness within
 * it is certain; between generators it rests on the random bits.
 */
import { randomBytes } from 'node:crypto';

const COUNTER_SPAN = 4096;

/** Takes the time, in Unix milliseconds. */
export type UuidGenerator = (now: number) => string;

/**
 * All UUIDs are later than `after` (Unix milliseconds), also when the clock was set back. `random` is at least 8 random
 * bytes; it is there for tests.
 */
export function createUuidGenerator(after = 0, random: Uint8Array = randomBytes(8)): UuidGenerator {
  const tail = randomTail(random);
  const counterHex = Array.from({ length: COUNTER_SPAN }, (_, n) => n.toString(16).padStart(3, '0'));
  let millisecond = after;
  let counter = COUNTER_SPAN - 1;
  let head = '';
  return (now) => {
    if (now > millisecond) {
      millisecond = now;
      counter = 0;
      head = timeHead(now);
    } else if (++counter === COUNTER_SPAN) {
      // More than 4096 in one millisecond, or a clock set back: borrow from the future, never repeat.
      millisecond += 1;
      counter = 0;
      head = timeHead(millisecond);
    }
    return head + counterHex[counter] + tail;
  };
}

/** `xxxxxxxx-xxxx-7`: the time and the version. */
function timeHead(milliseconds: number): string {
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

/** `-vxxx-xxxxxxxxxxxx`: the variant and 62 random bits. */
function randomTail(random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 8));
  bytes[0] = (bytes[0]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `-${hex.slice(0, 4)}-${hex.slice(4)}`;
}
