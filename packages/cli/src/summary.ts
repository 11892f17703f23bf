/** What a run has done, for the end of it. */
import type { RunOptions, RunSummary } from '@wadup/engine';
import { formatAmount, formatCount, formatDuration } from './quantities.ts';
import { printable } from './terminal.ts';

/** Tables beyond this many are counted, not listed: modules may define a thousand. */
const TABLES_LISTED = 20;
/** Skipped things beyond this many are counted; the database has them all. */
const NOTICES_LISTED = 20;

export function summarize(summary: RunSummary, options: Pick<RunOptions, 'output' | 'resume'>): string {
  const { contents, failed, subcontents, skipped, elapsedMs, status } = summary;
  const time = formatDuration(elapsedMs);
  const processed = formatAmount(contents, 'content');
  const opening =
    status === 'interrupted'
      ? `Interrupted after ${time}, ${processed} processed`
      : `Processed ${processed} in ${time}`;
  const passedOver = skipped === 0 ? '' : `; ${formatCount(skipped)} skipped`;
  const lines = [
    ...skippedLines(summary),
    ...resumedLines(summary, options.resume === true),
    contents === 0 && status === 'completed' && summary.resumed === null
      ? `There was nothing to process: the input has no files${passedOver}.`
      : `${opening}: ${formatCount(failed)} failed, ${formatCount(subcontents)} extracted from others${passedOver}.` +
        (status === 'interrupted' ? ' Continue it with --resume.' : ''),
    ...rowLines(summary),
  ];
  if (failed > 0) {
    lines.push("Why they failed: SELECT filename, error_message FROM __wadup_content WHERE status = 'failed'");
  }
  return [...lines, `Database: ${options.output}`].join('\n');
}

/** The first few things that were passed over, and how many more. */
function skippedLines({ notices, skipped }: RunSummary): string[] {
  const lines = notices.slice(0, NOTICES_LISTED).map((notice) => `Skipped ${printable(notice)}.`);
  const others = skipped - lines.length;
  if (others > 0) lines.push(`… and ${formatCount(others)} more: SELECT path, reason FROM __wadup_skipped`);
  return lines;
}

function resumedLines({ resumed }: RunSummary, wanted: boolean): string[] {
  // Said because everything was processed, perhaps for a second time.
  if (resumed === null) return wanted ? ['There was no run to resume: this was a new one.'] : [];
  const { inputsDone, contentsRemoved } = resumed;
  const again =
    contentsRemoved === 0 ? '' : `; ${formatAmount(contentsRemoved, 'content')} of unfinished ones done anew`;
  return [`Resumed: ${formatAmount(inputsDone, 'input')} had been processed before${again}.`];
}

function rowLines({ rows, tables }: RunSummary): string[] {
  if (tables.length === 0) return [`Stored ${formatAmount(rows, 'row')}.`];
  // Where not all can be listed, those that got something.
  const inOrder = tables.length > TABLES_LISTED ? tables.toSorted((a, b) => b.rows - a.rows) : tables;
  const listed = inOrder.slice(0, TABLES_LISTED).map((table) => ({ ...table, name: printable(table.name) }));
  const nameWidth = Math.max(...listed.map(({ name }) => name.length));
  const countWidth = Math.max(...listed.map((table) => formatCount(table.rows).length));
  const lines = listed.map(
    ({ name, rows: count }) => `  ${name.padEnd(nameWidth)}  ${formatCount(count).padStart(countWidth)}`,
  );
  const others = tables.length - listed.length;
  if (others > 0) lines.push(`  and ${formatAmount(others, 'more table')}`);
  return [`Stored ${formatAmount(rows, 'row')}:`, ...lines];
}

/** What only `--verbose` tells. */
export function summarizeWork({ utilisation, inputs, spilledBytes }: RunSummary): string {
  const shares = utilisation.map((share) => `${Math.round(share * 100)} %`).join(', ');
  return (
    `${formatAmount(inputs, 'input')}; worker threads were busy for ${shares} of the time; ` +
    `${formatAmount(spilledBytes, 'byte')} of sub-content went to temporary files.`
  );
}
