/** What is known of a corpus, for the checks of what comes out: counts, sums. */
export type Facts = Readonly<Record<string, number>>;
