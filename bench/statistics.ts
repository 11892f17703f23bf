/** Middle value; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** For ratios: 2 and 0.5 cancel out. NaN of none. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export interface Summary {
  readonly median: number;
  readonly minimum: number;
  readonly runs: number;
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), minimum: Math.min(...values), runs: values.length };
}
