/** The quotas of one instance: from the options into the filesystem, and back as sentences when one was hit. */
import type { ResolvedLimits } from '../options.ts';
import type { Quota, QuotaLimits, QuotaName } from '../vfs/quota.ts';

export function quotaLimits(limits: ResolvedLimits): Required<QuotaLimits> {
  return {
    bytes: limits.maxFsBytes,
    files: limits.maxFiles,
    descriptors: limits.maxOpenFiles,
    pathBytes: limits.maxPathBytes,
    nameBytes: limits.maxNameBytes,
    subscriptions: limits.maxPollSubscriptions,
    randomBytes: limits.maxRandomBytes,
  };
}

/** Which quota was hit, in words; `null`: none that matters. `failed`: it is to explain a failure. */
export function quotaSentence({ exceeded, met, limits }: Quota, failed: boolean): string | null {
  const name = exceeded ?? (failed ? met : null);
  if (name === null) return null;
  const limit = limits[name];
  const sentences: Readonly<Record<QuotaName, string>> = {
    bytes: `its virtual filesystem is full: ${limit} bytes, the limit (--max-fs-bytes)`,
    files: `its virtual filesystem has ${limit} files, the limit (--max-files)`,
    descriptors: `it has ${limit} descriptors open, the limit (--max-open-files)`,
    pathBytes: `it named a path of more than ${limit} bytes, the limit (--max-path-bytes)`,
    nameBytes: `it named a file with more than ${limit} bytes in its name, the limit (--max-name-bytes)`,
    subscriptions: `it waited for more than ${limit} events at once, the limit (--max-poll-subscriptions)`,
    randomBytes: `it asked for more than ${limit} random bytes at once, the limit (--max-random-bytes)`,
  };
  return sentences[name];
}
