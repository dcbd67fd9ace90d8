import { setTimeout as pause } from 'node:timers/promises';
import type { StatusDocument } from '../../lib/status/index.ts';
import {
  LAST_TEN,
  readExportStatus,
  readImportStatus,
  readCosts,
  readKeyStatus,
  readOverview,
} from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import { inboxKeyOf, stageClock, stageNote, stageOption, unknownSubject, withStage } from '../stage/index.ts';
import type { Command, OptionValues } from '../terminal/index.ts';
import { countOf, createRedraw, forPeople, numberOf, tell } from '../terminal/index.ts';
import {
  costlyOptionsOf,
  isGood,
  isNothing,
  isOpen,
  isUncounted,
  openImports,
  renderCosts,
  renderStatus,
} from '../status/index.ts';
import { onInterrupt } from '../local/index.ts';

export const status: Command = {
  notes: [stageNote],
  examples: ['--watch', 's3://inlet-local-inbox/export/Patient.ndjson', '--stage dev --failed --since 12h'],
  operand: { usage: '[s3://bucket/key | importId | exportId | jobId]' },
  options: {
    stage: stageOption,
    json: { type: 'boolean', help: 'one JSON document instead of tables; docs/command-line.md describes it' },
    watch: {
      type: 'boolean',
      help: 'look again until nothing of it is open; exit code 0 where it ended well, 130 after Ctrl-C',
    },
    all: { type: 'boolean', help: 'every import that has ended, not the last ten' },
    failed: { type: 'boolean', help: 'of those that have ended only what was not imported in full' },
    since: {
      type: 'string',
      placeholder: '<time>',
      help: 'of those that have ended what was planned since: 2026-11-29, 2026-11-29T08:00:00Z, or 90m, 12h, 7d ago',
    },
    costs: {
      type: 'boolean',
      help: 'what the imports of thirty days, or --since, cost on AWS by the ledger’s counts and a table of prices',
    },
    timeout: {
      type: 'string',
      placeholder: '<seconds>',
      number: { from: 1, to: 604_800 },
      needs: 'watch',
      help: 'with --watch: end with exit code 1 when something is still open after that long',
    },
  },
  judge(values, subject) {
    if (values.costs === true && (subject !== undefined || values.watch === true))
      return '--costs is about a whole stage, once';
    const ofEnded = ['all', 'failed', 'since'].find((name) => values[name] !== undefined);
    if (ofEnded !== undefined && subject !== undefined) return `--${ofEnded} says nothing of ${subject}`;
    return values.since !== undefined && Number.isNaN(sinceOf(values.since, Date.now()))
      ? `--since ${String(values.since)}: must be a date, a time with its zone, or like 90m, 12h, 7d`
      : undefined;
  },
  run: (values, subject) =>
    withStage(values, (stage) =>
      values.costs === true ? showCosts(stage, values) : showStatus(stage, subject, values),
    ),
};

const THIRTY_DAYS_MS = 30 * 86_400_000;

async function showCosts(stage: StageResources, { json, since }: OptionValues): Promise<number> {
  // A local cloud's clock may have been moved on.
  const now = await stageClock(stage.endpoint);
  const from = since === undefined ? now() - THIRTY_DAYS_MS : sinceOf(since, now());
  const costs = await readCosts({ ...stage, now }, from, await costlyOptionsOf(stage));
  if (json === true) console.log(JSON.stringify(costs, null, 2));
  else tell(renderCosts(costs));
  return 0;
}

/** How often a watched status is read: a local cloud's minute lasts a second. */
const LOOK_EVERY_MS = { local: 500, aws: 5000 };
/** How many more looks the counts of what ended while it was watched are worth: they come in a moment, or wait for somebody. */
const LOOKS_FOR_COUNTS = 20;

/** Shows a status once, or with `--watch` until nothing of it is open; returns the exit code. */
export async function showStatus(
  stage: StageResources,
  subject: string | undefined,
  values: OptionValues,
  command = 'status',
): Promise<number> {
  const { json, watch } = values;
  const timeoutMs = numberOf(values, 'timeout', Infinity) * 1000;
  if (watch !== true) {
    const document = await read(stage, subject, values);
    print(document, json === true);
    return isNothing(document) ? 1 : 0;
  }
  const { signal, exitCode, dispose } = onInterrupt();
  const redraw = createRedraw(process.stdout);
  const end = performance.now() + timeoutMs;
  const watched = new Set<string>();
  let looksForCounts = LOOKS_FOR_COUNTS;
  try {
    for (;;) {
      const document = await read(stage, subject, values);
      for (const importId of openImports(document)) watched.add(importId);
      const isLast = !isOpen(document) && !(isUncounted(document, watched) && looksForCounts-- > 0);
      if (json !== true) redraw(forPeople(renderStatus(document)), { isLast });
      if (isLast) {
        if (json === true) print(document, true);
        return isGood(document) ? 0 : 1;
      }
      if (performance.now() >= end) {
        if (json === true) print(document, true);
        tell([`inlet ${command}: still open after ${countOf(timeoutMs / 1000, 'second')}`], 'stderr');
        return 1;
      }
      const everyMs = stage.stage === 'local' ? LOOK_EVERY_MS.local : LOOK_EVERY_MS.aws;
      await pause(Math.min(everyMs, Math.max(0, end - performance.now())), undefined, { signal }).catch(
        () => undefined,
      );
      if (signal.aborted) return exitCode();
    }
  } finally {
    dispose();
  }
}

function print(document: StatusDocument, json: boolean): void {
  if (json) console.log(JSON.stringify(document, null, 2));
  else tell(renderStatus(document));
}

async function read(
  stage: StageResources,
  subject: string | undefined,
  values: OptionValues,
): Promise<StatusDocument> {
  // A local cloud's clock may have been moved on since the last look.
  const reader = { ...stage, now: await stageClock(stage.endpoint) };
  if (subject === undefined) {
    const since = values.since === undefined ? 0 : sinceOf(values.since, reader.now());
    const isCut = values.all !== true && values.since === undefined;
    return readOverview(reader, {
      most: isCut ? LAST_TEN.most : Infinity,
      since,
      onlyFailed: values.failed === true,
    });
  }
  if (subject.startsWith('s3://')) {
    const key = inboxKeyOf(subject, stage);
    // The whole inbox: what is open in it.
    if (key === '') return readOverview(reader);
    return readKeyStatus(reader, stage.inboxBucket, key);
  }
  const found = (await readImportStatus(reader, subject)) ?? (await readExportStatus(reader, subject));
  if (found) return found;
  throw unknownSubject(subject, stage);
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time, or how long ago, as epoch milliseconds; NaN for what is neither. */
function sinceOf(since: OptionValues[string], now: number): number {
  const text = String(since);
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? NaN);
  return /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN;
}
