import type { LocalCloud } from '../../local/boot/index.ts';
import type { Remember } from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { PageTokens } from './page-tokens.ts';

/** What the person who started the console lets it do. */
export interface ConsoleChoices {
  mayAct: boolean;
  showsData: boolean;
}

/** What the console asks a local cloud that runs in the same process. */
export type RunningCloud = Pick<
  LocalCloud,
  'url' | 'progress' | 'onEvent' | 'eventsBefore' | 'resourceCounts' | 'exportJobs' | 'now'
>;

/** What every view of the console reads from. */
export interface ConsoleContext extends ConsoleChoices {
  stage: StageResources & { remember?: Remember };
  /** Undefined for a deployed stage. */
  cloud: RunningCloud | undefined;
  tokens: PageTokens;
}

/** Which events are read, newest first; null for no filter. */
export interface WantedEvents {
  importId: string | null;
  detailType: string | null;
  /** Where the page before ended; of the bus's log a sequence number. */
  before: unknown;
  most: number;
  mostRead: number;
}
