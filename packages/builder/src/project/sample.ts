/**
 * The module of a new project does the same in every language, so that one sample input and one expectation fit all:
 * table `text_stats(kind String, lines Int64, words Int64)`, one row per content. `kind` is `binary` when there is a zero
 * byte, else `text`; `lines` counts newline bytes; `words` counts runs of bytes that are no ASCII white space. A content
 * that cannot be read fails with a message.
 */
export const SAMPLE_INPUT = 'The quick brown fox\njumps over\n\nthe lazy dog.\n';
