import { expect, test } from '@jest/globals';
import { countOf, countText } from '../../errors/count-of.ts';
import { PROJECT } from '../../tools/build/project.ts';
import type { Source } from '../../tools/architecture/read-sources.ts';
import { readSources } from '../../tools/architecture/read-sources.ts';

test('what is counted stands in the right number', () => {
  expect([0, 1, 2, 7160].map((count) => countOf(count, 'file'))).toEqual([
    '0 files',
    '1 file',
    '2 files',
    '7,160 files',
  ]);
  expect([countOf(1, 'summary'), countOf(2, 'summary'), countOf(2, 'key')]).toEqual([
    '1 summary',
    '2 summaries',
    '2 keys',
  ]);
  expect([999, 1000, 1_234_567].map(countText)).toEqual(['999', '1,000', '1,234,567']);
});

/** What is counted before people. Words that are as often verbs (calls, names, points) are left out. */
const NOUNS = new Set(
  `alarms archives assumptions attempts bits buckets bytes cases characters clouds codes copies data-stores datapoints days digits documents
  drops elements entries errors events failures files findings folders functions hours imports invocations issues items jobs
  keys kinds letters lines megabytes messages minutes months objects packages parameters patients profiles queues records requests
  resources routes rows rules schedules seconds statements steps stores summaries tables tags targets times tokens topics types
  units users values versions weeks`.split(/\s+/),
);

/** Counts that are never one by what they are, or that others word. */
const OTHERWISE: readonly RegExp[] = [
  // Figures of this repository, and of machines, for who works on it.
  /^tools\/(architecture|bench|generate|scripts)\//,
  // The longest pattern and message that AWS takes, and AWS's own sentences with a timeout in them.
  /^local\/event-pattern\/parse.ts: .*longest} characters$/,
  /^local\/sqs\/.*(longestMessageOf\(queue\)|\{bytes)} bytes$/,
  /^local\/http\/bodies.ts: .*most} bytes$/,
  /^local\/lambda\/api\/event-source-mappings.ts: .*econds} seconds$/,
  // A fixed text with values that is never shown with one: what is longer than a limit is longer than one.
  /^fhir\/messages\/messages.ts: .*n:number} (levels|characters)$/,
  // Sizes of keys are written so.
  /^config\/inline-keys.ts: .*bits} bits$/,
  // No count.
  /^verify\/run\/clean-up.ts: .*type} resources$|'IPv6'} mask bits$|`X-Amz-.* parameters$/,
];

/** A value and a plural behind it, with up to two words between: what a count of one would be wrong in. */
const COUNTED =
  /(\$?)\{((?:[^{}]|\{[^{}]*\})*)\} (?:(?!(?:and|be|in|of|on|to|with|without) )[a-z-]+ ){0,2}?([a-z]+s)\b/g;

/** The same where the plural is one of two. */
const ONE_OF_TWO = /\$\{([^{}]*)\} \$\{[^{}]*\? '[a-z -]*s' : '[a-z -]*s'\}/g;

/** What is known to be more than one, or to have digits behind the point, or is right already. */
const RIGHT = /^[A-Z][A-Z_]+$|\.join\(|LONGEST_|\.toFixed\([1-9]|^(bytesText|countOf|counted)\(/;

function handMade({ path, text }: Source): string[] {
  if (path === 'errors/count-of.ts') return [];
  const found = (line: string): string[] => [
    ...[...line.matchAll(COUNTED)].flatMap(([whole, dollar, value = '', noun = '']) =>
      // Outside a template only JSX shows a value in braces.
      (dollar === '' && !path.endsWith('.tsx')) || !NOUNS.has(noun) || RIGHT.test(value) ? [] : [whole],
    ),
    ...[...line.matchAll(ONE_OF_TWO)].map(([whole]) => whole),
  ];
  return text
    .split('\n')
    .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
    .flatMap(found)
    .map((whole) => `${path}: ${whole}`)
    .filter((place) => !OTHERWISE.some((known) => known.test(place)));
}

test('no source puts a count and a plural together by hand', () => {
  expect(readSources(PROJECT).flatMap(handMade)).toEqual([]);
});

test.each([
  ['`${files} files`', 1],
  ['`${files.length} more files of ${of} folders`', 2],
  ["`${count} ${isOfCalls ? 'failed calls' : 'dead letters'}`", 1],
  ["`${countOf(files, 'file')} of ${name} has ${MOST_FILES} files`", 0],
  ['for (const { key } of files) {}', 0],
])('in %s it finds %i', (text, times) => {
  expect(handMade({ path: 'cli/planted.ts', text, imports: [] })).toHaveLength(times);
});
