import type { Bench } from './bench/bench.ts';

/**
 * What a probe needs: nothing (it only reads, or is refused), a data store that it may write to, the data store of a route, or
 * time (a second data store, or a queue full of jobs).
 */
export type Needs = 'nothing' | 'a data store' | 'a route' | 'time';

/** How one assumption is tried. */
export interface Probe {
  needs: Needs;
  /** What is seen where the assumption holds, to the letter. */
  expects: string;
  /**
   * What is seen: codes, statuses, counts and words of our own, never what a service says in its own words, since the record is
   * sent on. @throws CannotTell, or what the SDK throws
   */
  look: (bench: Bench) => Promise<string>;
}

/** Why an assumption has no probe: it takes too long, costs too much, or does harm to somebody. */
export interface NoProbe {
  because: 'time' | 'cost' | 'harm';
  why: string;
}

/** Something that is held of HealthLake though nothing public says it. */
export interface Assumption {
  /** Stable: records and `--only` name it. */
  name: string;
  /** The action or topic of docs/healthlake-api.md and docs/smart-on-fhir.md that it belongs to. */
  topic: string;
  /** Markdown, a sentence or two. */
  says: string;
  tried: Probe | NoProbe;
}

export const isProbe = (tried: Probe | NoProbe): tried is Probe => 'look' in tried;

/** Rows of one topic. */
export const about = (
  topic: string,
  rows: Readonly<Record<string, readonly [says: string, tried: Probe | NoProbe]>>,
): Assumption[] => Object.entries(rows).map(([name, [says, tried]]) => ({ name, topic, says, tried }));

type Look = Probe['look'];

/** A probe that only reads, or asks for what is refused. */
export const reads = (expects: string, look: Look): Probe => ({ needs: 'nothing', expects, look });

/** A probe that writes to a data store. */
export const writes = (expects: string, look: Look): Probe => ({ needs: 'a data store', expects, look });

/** A probe that takes long on AWS, or a data store of its own. */
export const takesTime = (expects: string, look: Look): Probe => ({ needs: 'time', expects, look });

export const noProbe = (because: NoProbe['because'], why: string): NoProbe => ({ because, why });
