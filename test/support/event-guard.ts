import type { EventEntry } from '../../events/entry.ts';
import { contractViolations } from './contract-violations.ts';

/** Holds what leaves in a test to the contract: the whole cloud, a world of parts, and a process have one each. */
export interface EventGuard {
  /** An event as its subscribers get it; those of other sources are nobody's concern here. */
  see: (event: object) => void;
  /** An entry of PutEvents. */
  seeEntry: (entry: EventEntry) => void;
  /** What was broken so far, each a sentence. */
  broken: () => readonly string[];
  /** @throws Error that says what was broken */
  check: () => void;
}

export function createEventGuard(): EventGuard {
  const broken: string[] = [];
  const see = (event: object): void => {
    const { busName: _busName, ...envelope } = event as { busName?: string; source?: string };
    if (envelope.source !== 'inlet') return;
    const type = String((envelope as { 'detail-type'?: unknown })['detail-type']);
    broken.push(...contractViolations(envelope).map((violation) => `${type}: ${violation}`));
  };
  return {
    see,
    seeEntry({ Source, DetailType, Detail, Time, Resources }) {
      see({
        version: '0',
        id: 'entry',
        'detail-type': DetailType,
        source: Source,
        account: '000000000000',
        time: Time.toISOString(),
        region: 'us-east-1',
        resources: Resources,
        detail: JSON.parse(Detail) as object,
      });
    },
    broken: () => broken,
    check() {
      if (broken.length > 0)
        throw new Error(`events broke their contract:\n${[...new Set(broken)].join('\n')}`);
    },
  };
}

/**
 * Has a guard see every event of a local cloud that runs in another process, from the first of its state folder on, until
 * that process ends.
 */
export async function guardEventsOf(url: string, guard: EventGuard): Promise<void> {
  let text = '';
  try {
    const response = await fetch(`${url}/_inlet/events?from=0`);
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const line of blocks.flatMap((block) => block.split('\n')))
        if (line.startsWith('data: ')) guard.see(JSON.parse(line.slice('data: '.length)) as object);
    }
  } catch (error) {
    // A process that ends, or is killed, cuts the stream off.
    if (!(error instanceof TypeError)) throw error;
  }
}
