import type { JsonObject } from '../ground/index.ts';
import { AwsError, isJsonObject, parsedJson } from '../ground/index.ts';
import { matches, parsePattern } from '../event-pattern/index.ts';
import type { Message } from './message.ts';
import { invalid } from './message.ts';

/** Which messages a subscription gets: what of a message is looked at, and the policy; all without one. */
export interface Filter {
  scope: Scope;
  policy?: JsonObject;
}

const SCOPES = ['MessageAttributes', 'MessageBody'] as const;
type Scope = (typeof SCOPES)[number];

/** SNS Developer Guide, "Filter policy constraints". */
const LONGEST_POLICY = 256 * 1024;
const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;

/**
 * The filter that a subscription's attributes ask for. An empty policy is none.
 * @param policy its JSON text, or what a template has
 * @throws AwsError InvalidParameter
 */
export function readFilter(policy: unknown, scope = 'MessageAttributes'): Filter {
  const known = SCOPES.find((one) => one === scope);
  if (known === undefined) throw invalid(`FilterPolicyScope: Invalid value [${scope}]`);
  if (policy === undefined || policy === '') return { scope: known };
  const document = typeof policy === 'string' ? parsedJson(policy) : policy;
  if (!isJsonObject(document)) throw wrong('failed to parse JSON. It is no object');
  const entries = Object.entries(document);
  if (entries.length === 0) return { scope: known };
  if (entries.length > MOST_KEYS) throw wrong(`it can not have more than ${MOST_KEYS} keys`);
  if (known === 'MessageAttributes' && entries.some(([, value]) => isJsonObject(value)))
    throw wrong('Filter policy scope MessageAttributes does not support nested filter policy');
  if (combinations(document) > MOST_COMBINATIONS)
    throw wrong(`Filter policy is too complex: more than ${MOST_COMBINATIONS} combinations of values`);
  compiled(document);
  return { scope: known, policy: document };
}

/** The values of each array, multiplied. */
const combinations = (policy: JsonObject): number =>
  Object.values(policy).reduce<number>(
    (product, value) =>
      product *
      (Array.isArray(value) ? Math.max(1, value.length) : isJsonObject(value) ? combinations(value) : 1),
    1,
  );

/** SNS and EventBridge match by the same rules (aws/event-ruler). */
function compiled(policy: JsonObject): ReturnType<typeof parsePattern> {
  try {
    return parsePattern(policy, LONGEST_POLICY);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw wrong(error.message.replace(/^.*?Reason: /, ''));
  }
}

const wrong = (what: string): AwsError => invalid(`FilterPolicy: ${what}`);

/** Whether a subscription gets a message. A body that is no JSON object passes no policy of bodies. */
export function passes({ scope, policy }: Filter, message: Message): boolean {
  if (policy === undefined) return true;
  const asked = scope === 'MessageBody' ? parsedJson(message.text) : message.facts;
  return isJsonObject(asked) && matches(compiled(policy), asked);
}
