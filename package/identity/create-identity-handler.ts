import type { SmartDataStore } from '../../config/index.ts';
import type { KnownOptions } from '../invalid-options.ts';
import { InvalidOptions, checkOptions, nameOf } from '../invalid-options.ts';
import type { Allowance, DecisionRecord, Refusal } from '../../lib/identity/index.ts';
import {
  createIdentityProvider,
  fetchJson,
  identitySettings,
  isRoleArn,
  readClientSecret,
} from '../../lib/identity/index.ts';

export type { DecisionRecord };

/** A function of Lambda that HealthLake asks about bearer tokens. It never throws. */
export type IdentityHandler = (event: unknown) => Promise<Allowance | Refusal>;

/** What an identity provider goes by. */
export interface IdentityOptions {
  /** Who may call which data store, and what a token may do: what `checkDataStores` returns. */
  dataStores: readonly SmartDataStore[];
  /** ARN of the role for rules that name none. */
  roleArn: string;
  /** The id of the data store that is meant by an entry without `dataStore`. */
  dataStoreId?: string;
  /** Is told each decision: names, codes and counts, nothing of the token. */
  onDecision?: (record: DecisionRecord) => void;
}

const OPTIONS: KnownOptions<IdentityOptions> = {
  dataStores: 'objects',
  roleArn: 'text',
  dataStoreId: 'text',
  onDecision: 'function',
};

/** What a checked rule has in every case. */
const OF_A_RULE = ['authorization', 'issuers', 'roles', 'operations'] as const;

/** Rules as they are written lack the defaults: they would fail with the first token, or trust what nobody has checked. */
function checkRules(dataStores: unknown): void {
  if (!Array.isArray(dataStores)) throw new InvalidOptions('createIdentityHandler needs dataStores');
  for (const [at, rule] of (dataStores as object[]).entries()) {
    const missing = OF_A_RULE.find((name) => !(name in rule));
    if (missing !== undefined)
      throw new InvalidOptions(
        `dataStores[${at}] has no ${missing}: createIdentityHandler takes what checkDataStores returns`,
      );
  }
}

/**
 * Makes the identity provider of a data store with SMART on FHIR: the very function that Inlet deploys, for those who deploy their own. Keys are on
 * their way when it returns; a decision takes 850 ms at most, since HealthLake waits for one second. Its only dependency is jose. An introspection's secret is read with the
 * credentials in the environment of the function.
 * @throws InvalidOptions where dataStores are not what `checkDataStores` returns, or roleArn is none; Error where the options prove nothing: an issuer without audience, a symmetric algorithm, keys not over https
 */
export function createIdentityHandler(options: IdentityOptions): IdentityHandler {
  checkOptions('createIdentityHandler', options, OPTIONS);
  const { dataStores, roleArn, dataStoreId, onDecision } = options;
  checkRules(dataStores);
  // Where the environment variable of Inlet's own function is wrong, its name is said.
  if (!isRoleArn(roleArn))
    throw new InvalidOptions(
      `roleArn of createIdentityHandler must be the ARN of an IAM role, and is ${nameOf(roleArn)}`,
    );
  const settings = identitySettings(
    { STAGE: 'deployed', SMART_ROLE_ARN: roleArn, DATASTORE_ID: dataStoreId },
    { identity: { dataStores: [...dataStores] } },
  );
  const provider = createIdentityProvider(settings, { fetchJson, readSecret, now: Date.now });
  void provider.preload();
  return async (event) => {
    const { answer, record } = await provider.decide(event);
    onDecision?.(record);
    return answer;
  };
}

/** Lambda may have renewed the credentials since. */
function readSecret(arn: string): Promise<string> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN,
  } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not in the environment');
  return readClientSecret(arn, {
    fetchJson,
    credentials: { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN },
    endpointOf: () => process.env.AWS_ENDPOINT_URL,
    now: Date.now,
  });
}
