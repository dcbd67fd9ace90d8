import type { FetchJson } from './keys/fetch-json.ts';

/** What the identity provider reaches out by; each attempt is bounded. */
export interface Reach {
  fetchJson: FetchJson;
  /** The secret of a client, by its ARN. */
  readSecret: (arn: string) => Promise<string>;
  /** Epoch milliseconds. */
  now: () => number;
}
