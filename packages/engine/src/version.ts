/** The version of wadup; a test compares it with the published package's. */
export const VERSION: string = '0.1.0';
