import { typedInlet } from '../../errors/index.ts';
import { foundText } from '../status/index.ts';
import { countOf, facts, timeText, printable, wrapped } from '../terminal/index.ts';
import type { TraceDocument, TraceLine } from './trace-document.ts';

/** A trace for people: what it was found by, then a line for each log line; the same again is counted. */
export function renderTrace({ stage, subject, ids, otherFiles, found, lines }: TraceDocument): string[] {
  const known = [
    ['S3 events', ids.eventIds],
    ['imports', ids.importIds],
    ['exports', ids.exportIds],
    ['jobs', ids.jobIds],
  ] as const;
  const head = known.flatMap(([name, values]) =>
    values.length === 0 ? [] : [[name, values.join(' ')] as const],
  );
  const rest =
    otherFiles === 0
      ? []
      : [
          [
            'besides',
            `${countOf(otherFiles, 'more file')}: ${typedInlet(stage)`trace <its s3:// address>`}`,
          ] as const,
        ];
  if (lines.length === 0)
    return [
      ...facts([
        ['trace', printable(subject)],
        ...head,
        ...rest,
        ...(found === null ? [] : [['found', foundText(found)] as const]),
      ]),
      '',
      'No log line is about it: nothing was logged yet, or it is older than the logs are kept (logRetentionDays).',
    ];
  return [...facts([['trace', printable(subject)], ...head, ...rest]), '', ...timeline(lines)];
}

/** Members that the head of the trace, or the place of a line, says already. */
const SAID = new Set([
  'importId',
  'eventId',
  'messageId',
  'bucket',
  'function_request_id',
  'logStream',
  'stage',
]);

const NAME_WIDTH = 'summarize-import'.length;

function timeline(lines: readonly TraceLine[]): string[] {
  const shown: { at: string; text: string; count: number; last: string }[] = [];
  for (const line of lines) {
    const { at } = line;
    const text = textOf(line);
    // Runs of each minute say the same while something waits, in turns with those of the other functions.
    const same = shown.slice(-3).find((earlier) => earlier.text === text);
    if (same) Object.assign(same, { count: same.count + 1, last: at });
    else shown.push({ at, text, count: 1, last: at });
  }
  return shown.flatMap(({ at, text, count, last }) => {
    const again = count === 1 ? '' : `  (${countOf(count, 'time')}, until ${timeText(last)})`;
    return wrapped(`${timeText(at)}  ${text}${again}`, timeText(at).length + 2);
  });
}

function textOf({ function: name, level, message, members }: TraceLine): string {
  const told = Object.entries(members)
    .filter(([member, value]) => !SAID.has(member) && value !== null && !isEmpty(value))
    .map(([member, value]) => `${member}=${valueText(member, value)}`);
  const mark = level === null || level === 'INFO' ? '' : `${level} `;
  return printable([`${name.padEnd(NAME_WIDTH)}  ${mark}${message}`, ...told].join('  '));
}

/** Members that are times, in epoch milliseconds. */
const IS_TIME = /^since$|At$/;

function valueText(member: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && IS_TIME.test(member)) return new Date(value).toISOString();
  return JSON.stringify(value);
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
