/** What a module printed and no expectation mentions: often the reason for what differs. */
import type { ContentResult } from './expectation.ts';

export interface PrintedText {
  /** Names of the sub-contents from the input down to the one about which it was printed; none: the input itself. */
  readonly about: readonly string[];
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Sub-contents of `expected` stand at the same places as those of `result`; one that is not there expects all. */
export function unmentionedOutput(
  result: ContentResult,
  expected: ContentResult,
  about: readonly string[] = [],
): PrintedText[] {
  const own = (['stdout', 'stderr'] as const).flatMap((stream): PrintedText[] => {
    const text = result[stream] ?? '';
    return text === '' || expected[stream] !== undefined ? [] : [{ about, stream, text }];
  });
  const below = result.subcontents.flatMap((one, index) => {
    const counterpart = expected.subcontents[index];
    return counterpart === undefined ? [] : unmentionedOutput(one, counterpart, [...about, one.filename]);
  });
  return [...own, ...below];
}
