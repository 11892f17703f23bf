/** The languages by name, for help that loads none of them. A test holds that there are no others. */
export const LANGUAGE_NAMES: readonly string[] = ['rust', 'go', 'typescript', 'c', 'python'];
