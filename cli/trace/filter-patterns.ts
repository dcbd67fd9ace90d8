import { DROP_LINE } from './trace-subject.ts';
import type { TraceSubject } from './trace-subject.ts';

/** API reference, FilterLogEvents: a pattern has up to 1,024 characters. */
const LONGEST_PATTERN = 1024;

/** Of a key so much is asked for; what is found is compared as a whole. */
const LONGEST_TERM = 200;

/**
 * Filter patterns that together find every line with one of the ids of a subject in it (CloudWatch Logs user guide,
 * "Filter pattern syntax": `?"a" ?"b"` is a or b). They find more than that: see `isAbout`.
 */
export function idPatterns({ importIds, jobIds, exportIds, eventIds, files }: TraceSubject): string[] {
  const terms = [
    ...importIds,
    ...jobIds,
    ...exportIds,
    ...eventIds,
    ...files.map(({ key }) => plainPart(key)),
  ];
  const patterns: string[] = [];
  let pattern = '';
  for (const term of new Set(terms)) {
    const next = `?"${term}"`;
    const joined = pattern === '' ? next : `${pattern} ${next}`;
    if (joined.length > LONGEST_PATTERN) patterns.push(pattern);
    pattern = joined.length > LONGEST_PATTERN ? next : joined;
  }
  return pattern === '' ? patterns : [...patterns, pattern];
}

/** Patterns that find the lines about a subject's drops. A drop's name is no id, so it is asked for with the line's message. */
export const dropPatterns = ({ drops }: TraceSubject): string[] => [
  ...new Set(drops.map(({ drop }) => `"${DROP_LINE}" "${plainPart(drop)}"`)),
];

/**
 * The longest part of a text that stands in a JSON log line as it is, and in a pattern too: without quotes, backslashes,
 * control characters, and `%`, which begins a regular expression.
 */
function plainPart(text: string): string {
  const parts = JSON.stringify(text)
    .slice(1, -1)
    .split(/\\u[0-9a-f]{4}|\\.|%/);
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  return Array.from(longest).slice(-LONGEST_TERM).join('');
}
