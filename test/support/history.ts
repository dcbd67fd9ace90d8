import fc from 'fast-check';
import { listCurrentVersions } from '../../lib/s3/listing.ts';
import { importsWithDuplicates } from '../../lib/ledger/duplicates.ts';
import { LEDGER_FORMAT } from '../../lib/ledger/ledger-format.ts';
import { recordListing } from '../../lib/arrivals/record-listing.ts';
import { patients } from './cloud.ts';
import { dieAt } from './die-at.ts';
import type { Trouble } from './troubles.ts';
import { TROUBLES, withTrouble } from './troubles.ts';
import type { World } from './world.ts';

/** What happens next. Numbers choose among what is there. */
export type Step =
  | { does: 'write'; key: number; content: number }
  | { does: 'delete'; key: number }
  | { does: 'move'; key: number }
  | { does: 'mark'; isBelow: boolean; announcedFiles: number | null }
  | { does: 'hide'; isBelow: boolean }
  | { does: 'deliver'; which: number[]; functions: number; ledgerFormat: number }
  | { does: 'list' }
  | { does: 'start'; functions: number; andDeliver: number[] }
  | { does: 'poll'; functions: number }
  | { does: 'wait'; seconds: number };

/** A step, what goes wrong during it, and the change at which every function that runs in it dies, before or after its effect. */
export interface Moment {
  step: Step;
  trouble: Trouble | null;
  death: { change: number; when: 'before' | 'after' } | null;
}

const some = fc.array(fc.nat(100), { maxLength: 4 });
const functions = fc.integer({ min: 1, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('write'), key: fc.nat(1), content: fc.nat(1) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('delete', 'move'), key: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('mark'),
      isBelow: fc.boolean(),
      announcedFiles: fc.constantFrom(null, 1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('hide'), isBelow: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('deliver'),
      which: some,
      functions,
      // A format that goes up while a stage is upgraded: files wait by themselves, and others of their drop in batches.
      ledgerFormat: fc.constantFrom(1, LEDGER_FORMAT),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('list') }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('start'), functions, andDeliver: some }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('poll'), functions }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('wait'), seconds: fc.constantFrom(130, 1000, -30) }),
  },
);

/** Anything that may happen to the writes of one folder's two keys. */
export const histories: fc.Arbitrary<Moment[]> = fc.array(
  fc.record({
    step,
    trouble: fc.option(fc.constantFrom(...TROUBLES), { freq: 2 }),
    death: fc.option(
      fc.record({
        change: fc.integer({ min: 1, max: 15 }),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
      { freq: 2 },
    ),
  }),
  { minLength: 4, maxLength: 11 },
);

/** A deletion of what its key held, with the plans that were written before it, and until the key was written again. */
export interface Deletion {
  key: string;
  versionId: string | undefined;
  plansBefore: ReadonlySet<string>;
  plansUntil?: ReadonlySet<string>;
}

/** What was done to the keys. `isThere` says what each holds in the end. */
export interface Lived {
  written: Written[];
  deletions: Deletion[];
  isThere: ReadonlyMap<string, boolean>;
}

/** One write of a key, with the message that S3 sends of it. */
export interface Written {
  key: string;
  content: number;
  versionId: string | undefined;
  message: Awaited<ReturnType<World['drop']>>;
}

/**
 * Lives through a history in a folder, and then lets everything run on until nothing is left to do. S3 tells of every
 * write at least once in the end, but for those that a listing or a marker has found.
 */
export async function live(world: World, folder: string, moments: readonly Moment[]): Promise<Lived> {
  world.setLedgerFormat(LEDGER_FORMAT);
  const written: Written[] = [];
  const deletions: Deletion[] = [];
  const isThere = new Map<string, boolean>();
  const callsBefore = world.calls.length;
  const sentBefore = world.sent.length;
  const markers: Awaited<ReturnType<World['drop']>>[] = [];
  const endDeletions = (of?: string): void => {
    for (const deletion of deletions)
      if (of === undefined || deletion.key === of) deletion.plansUntil ??= plansWritten(world, callsBefore);
  };
  /** One file lies in a sub-folder. */
  const below = (isBelow: boolean): string => `${folder}${isBelow ? 'p/' : ''}`;
  const keyOf = (name: number): string => `${below(name === 1)}${name}.ndjson`;
  const put = async (name: number, content: number): Promise<void> => {
    const key = keyOf(name);
    const message = await world.drop(key, patients(1, `c${content}`));
    written.push({ key, content, versionId: message.detail.object['version-id'], message });
    isThere.set(key, true);
    endDeletions(key);
  };
  /** S3 tells nothing of it: its events of deletions may be lost, so nothing may depend on them. */
  const remove = async (name: number): Promise<void> => {
    const key = keyOf(name);
    await world.remove(key);
    if (isThere.get(key) !== true) return;
    isThere.set(key, false);
    const { versionId } = written.findLast((one) => one.key === key) ?? {};
    deletions.push({ key, versionId, plansBefore: plansWritten(world, callsBefore) });
  };
  const move = async (name: number): Promise<void> => {
    if (isThere.get(keyOf(name)) !== true) return;
    const content = written.findLast((one) => one.key === keyOf(name))?.content ?? 0;
    await put(1 - name, content);
    await remove(name);
  };
  const chosen = (which: number[]) =>
    which.flatMap((index) => {
      const messages = [...written.map(({ message }) => message), ...markers];
      return messages[index % messages.length] ?? [];
    });
  const act = async (next: Step): Promise<unknown> => {
    switch (next.does) {
      case 'write':
        return put(next.key, next.content);
      case 'delete':
        return remove(next.key);
      case 'move':
        return move(next.key);
      case 'mark':
        return markers.push(
          next.announcedFiles === null
            ? await world.drop(`${below(next.isBelow)}_SUCCESS`, '')
            : await world.drop(`${below(next.isBelow)}_manifest.json`, manifestOf(next.announcedFiles)),
        );
      case 'hide':
        return markers.push(await world.drop(`${below(next.isBelow)}_temporary/0.ndjson`, patients(1)));
      case 'deliver':
        world.setLedgerFormat(next.ledgerFormat);
        return Promise.allSettled(
          Array.from({ length: next.functions }, (_, of) =>
            world.record(...chosen(next.which).filter((_message, index) => index % next.functions === of)),
          ),
        );
      case 'list': {
        const objects = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', folder)).catch(() => []);
        return recordListing(world.recorder(), 'inbox', objects).catch(() => []);
      }
      case 'start':
        world.later(61);
        return Promise.allSettled([
          ...Array.from({ length: next.functions }, () => world.start()),
          world.record(...chosen(next.andDeliver)),
        ]);
      case 'poll':
        await world.jobsEnded();
        return Promise.allSettled(Array.from({ length: next.functions }, () => world.poll()));
      case 'wait': {
        world.later(next.seconds);
        return;
      }
    }
  };

  await put(0, 0);
  for (const { step: next, trouble, death } of moments) {
    await withTrouble(world, trouble, async () => {
      if (death) dieAt(world, death.change, death.when);
      await act(next);
    });
  }
  world.setLedgerFormat(LEDGER_FORMAT);
  await world.record(...written.map(({ message }) => message), ...markers);
  // What a manifest waits for may never come: then somebody says that all is there.
  for (const isBelow of [true, false]) await world.record(await world.drop(`${below(isBelow)}_SUCCESS`, ''));
  let isFirst = true;
  for (let isOpen = true; isOpen;) {
    world.later(130);
    const { drops, imports } = await world.start();
    const eventsBefore = world.sent.length;
    await world.jobsEnded();
    await world.poll();
    world.queueEnds(isFirst ? sentBefore : eventsBefore);
    isFirst = false;
    await world.summarize();
    // A call that a dead function had on its way may arrive late and open a drop anew: it waits for its quiet.
    isOpen =
      imports.length > 0 ||
      drops.some(({ because }) => /^(quiet|marker)/.test(because)) ||
      !(await importsWithDuplicates(world.ledger).next()).done;
  }
  endDeletions();
  return { written, deletions, isThere };
}

/** A bulk export's manifest of so many files, whose names say nothing. */
const manifestOf = (files: number): string =>
  JSON.stringify({ output: Array.from({ length: files }, (_, at) => ({ url: `https://h.invalid/${at}` })) });

/** The importIds of the plans that are in the work bucket, by the calls that put them there. */
const plansWritten = (world: World, from: number): ReadonlySet<string> =>
  new Set(
    world.calls
      .slice(from)
      .flatMap(({ name, input }) => (name === 'PutObject' ? (PLAN.exec(String(input.Key))?.[1] ?? []) : [])),
  );

const PLAN = /^plans\/(.*)\.ndjson$/;
