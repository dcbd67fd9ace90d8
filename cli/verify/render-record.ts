import { typedInlet } from '../../errors/index.ts';
import type { ProbeRecord, VerifyRecord } from '../../verify/index.ts';
import { countVerdicts } from '../../verify/index.ts';
import { countOf, section } from '../terminal/index.ts';

/** One line while the run goes on. */
export const renderProbe = ({ verdict, name, seen, seconds }: ProbeRecord): string[] =>
  verdict === 'not run' ? [] : [`${verdict}  ${name}${seconds === null ? '' : ` (${seconds} s)`}: ${seen}`];

/** What a run came to: what is broken, what could not be told, what was not run and how it would be, and what stays. */
export function renderRecord(record: VerifyRecord, file: string): string[] {
  const of = (verdict: ProbeRecord['verdict']): ProbeRecord[] =>
    record.probes.filter((row) => row.verdict === verdict);
  const counts = countVerdicts(record);
  return [
    '',
    ...section(
      ['broken', 'expected', 'seen'],
      of('broken').map(({ name, expected, seen }) => [name, expected ?? '', seen]),
    ),
    ...section(
      ['could not tell', 'why'],
      of('could not tell').map(({ name, seen }) => [name, seen]),
    ),
    ...(of('could not tell').some(({ seen }) => /AccessDenied|Forbidden/.test(seen))
      ? ['A permission is missing: docs/verify.md lists what the credentials must allow.']
      : []),
    ...(of('could not tell').some(({ seen }) => seen.includes('the data access role'))
      ? [
          `${typedInlet(record.stage)`doctor`} mends the role of a stage; docs/verify.md lists what one of --data-access-role needs.`,
        ]
      : []),
    ...section(['not run', 'because'], reasons(of('not run'))),
    ...record.stays.map((text) => `stays: ${text}`),
    `${counts.held} held, ${counts.broken} broken, ${counts['could not tell']} could not be told, ${counts['not run']} not run`,
    ...(record.endedAt === null
      ? [`next  run the same command again: it goes on where it was (${file})`]
      : [`The record is in ${file}. It names no account and holds no data: it can be sent on.`]),
  ];
}

/** How many have a reason in common. */
function reasons(rows: readonly ProbeRecord[]): string[][] {
  const byReason = new Map<string, number>();
  for (const { seen } of rows) byReason.set(seen, (byReason.get(seen) ?? 0) + 1);
  return [...byReason].map(([reason, count]) => [countOf(count, 'assumption'), reason]);
}
