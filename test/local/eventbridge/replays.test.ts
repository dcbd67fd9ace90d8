import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createArchivedEvents } from '../../../local/eventbridge/archives/archived-events.ts';
import { createArchives } from '../../../local/eventbridge/archives/archives.ts';
import { createReplays } from '../../../local/eventbridge/archives/replays.ts';
import { envelopeOf } from '../../../local/eventbridge/envelope.ts';
import { createRuleBook } from '../../../local/eventbridge/rules.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { START } from './running.ts';

let folder: string;
let database: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-replays-'));
  database = openDatabase(folder, 'cloud.sqlite');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** A run of the cloud on the database: an archive with events that were sent one a second, and what replays send. */
function run() {
  const clock = createClock(0, () => START);
  const events = createArchivedEvents(database);
  const archives = createArchives(database, clock, createRuleBook(), events);
  const sent: number[] = [];
  let atSend = (): void => undefined;
  const replays = createReplays(database, clock, archives, events, (event) => {
    sent.push(Number(event.detail.n));
    atSend();
  });
  archives.restore();
  return {
    ...{ clock, archives, replays, sent },
    /** Called at each event that is sent. */
    onSend: (call: () => void) => {
      atSend = call;
    },
    keep: (count: number) => {
      const archive = archives.make({ name: 'kept', busName: 'default', retentionDays: 0 });
      for (let n = 0; n < count; n++)
        archives.take(
          envelopeOf({ source: 's', detailType: 't', detail: { n } }, START + n * 1000),
          archive.busName,
        );
      return archive;
    },
    begin: (name: string) =>
      replays.begin({
        ...{ name, arn: name, archiveName: 'kept', archiveArn: 'kept' },
        ...{ busName: 'default', busArn: 'default', fromMs: 0, untilMs: START * 2 },
      }),
    stateOf: (name: string) => replays.find(name).state,
  };
}

test('a replay goes from STARTING over RUNNING to COMPLETED, a hundred events at a time', async () => {
  const { clock, keep, begin, stateOf, sent, onSend } = run();
  keep(150);
  expect(begin('one').state).toBe('STARTING');
  const states = new Set<string>();
  onSend(() => states.add(`${Math.floor(sent.length / 101)} ${stateOf('one')}`));
  await clock.advance(0);
  expect([...states]).toEqual(['0 STARTING', '1 RUNNING']);
  expect(stateOf('one')).toBe('COMPLETED');
  expect(sent).toEqual(Array.from({ length: 150 }, (_, n) => n));
});

test('a cloud that died in the middle goes on behind the last event that was sent', async () => {
  const before = run();
  before.keep(250);
  before.begin('one');
  before.onSend(() => {
    if (before.sent.length === 150) before.clock.stop();
  });
  await before.clock.advance(0);
  expect([before.stateOf('one'), before.sent.length]).toEqual(['RUNNING', 200]);

  const after = run();
  after.replays.start();
  await after.clock.advance(0);
  expect(after.stateOf('one')).toBe('COMPLETED');
  expect([...before.sent, ...after.sent]).toEqual(Array.from({ length: 250 }, (_, n) => n));
});

test('a replay that is cancelled sends nothing more', async () => {
  const { clock, keep, begin, replays, stateOf, sent } = run();
  keep(1);
  expect(replays.cancel(begin('one')).state).toBe('CANCELLING');
  await clock.advance(0);
  expect([stateOf('one'), sent, replays.find('one').endedMs]).toEqual(['CANCELLED', [], START]);
  expect(() => replays.cancel(replays.find('one'))).toThrow('is not in a valid state for this operation');
});

test('a replay whose archive was deleted fails and says so', async () => {
  const { clock, keep, begin, archives, replays } = run();
  const archive = keep(1);
  begin('one');
  archives.remove(archive);
  await clock.advance(0);
  expect(replays.find('one')).toMatchObject({ state: 'FAILED', stateReason: 'Archive kept does not exist.' });
});

test('ten replays run at a time; ended ones are forgotten after ninety days', async () => {
  const { clock, keep, begin, replays } = run();
  keep(1);
  for (let n = 0; n < 10; n++) begin(`replay-${n}`);
  expect(() => begin('one-more')).toThrow(expect.objectContaining({ code: 'LimitExceededException' }));
  await clock.advance(0);
  begin('one-more');
  await clock.advance(90 * 86_400);
  expect(replays.list()).toHaveLength(11);
  await clock.advance(1);
  expect(replays.list()).toEqual([]);
});
