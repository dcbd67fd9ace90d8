import type { FetchJson } from './keys/fetch-json.ts';

/** What the identity provider needs from outside; each attempt is bounded in time. */
export interface IdentityDeps {
  fetchJson: FetchJson;
  /** The secret of a client, by its ARN. */
  readSecret: (arn: string) => Promise<string>;
  /** Epoch milliseconds. */
  now: () => number;
}
