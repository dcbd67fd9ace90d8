import { TYPED } from '../../tools/build/index.ts';
import type { Stack } from '../../local/cloudformation/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { DoctorClients } from './doctor-clients.ts';

/** Something that is wrong with a stage. */
export interface Finding {
  what: string;
  /** A command to paste, or what to do in words. */
  next: string;
}

/** What checks look at. */
export interface Patient {
  stage: StageResources;
  /** What the package would deploy, under the names that it has in this account. */
  stack: Stack;
  clients: DoctorClients;
  /** Asks for what the local cloud may not have: undefined then, and the answer otherwise. */
  served: <Answer>(ask: () => Promise<Answer>) => Promise<Answer | undefined>;
}

/** One thing that is looked at. */
export interface Check {
  name: string;
  /** What it finds, for the page. */
  finds: string;
  look: (patient: Patient) => Promise<Finding[]>;
}

/** Findings of many things, in their order; a few are looked at at a time. */
export async function ofEach<Item>(
  items: readonly Item[],
  look: (item: Item) => Promise<Finding[]>,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (let at = 0; at < items.length; at += 5)
    found.push(...(await Promise.all(items.slice(at, at + 5).map(look))).flat());
  return found;
}

/** What goes wrong with a call, where that is one of these errors: `instead`; anything else is thrown. */
export async function unless<Answer, Instead>(
  call: Promise<Answer>,
  names: readonly string[],
  instead: Instead,
): Promise<Answer | Instead> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return instead;
    throw error;
  }
}

/** The properties of a resource of the template. */
export const propertiesOf = ({ stack }: Patient, logicalId: string): Record<string, unknown> =>
  stack.resources.find((resource) => resource.logicalId === logicalId)?.properties ?? {};

/** How a key is used again. */
export const enableKey = (KeyId: string, state: string | undefined): string =>
  state === 'PendingDeletion'
    ? `aws kms cancel-key-deletion --key-id ${KeyId} && aws kms enable-key --key-id ${KeyId}`
    : `aws kms enable-key --key-id ${KeyId}`;

/**
 * What puts a stage right that is not what its package says: the stage that runs here is made anew at each start.
 * @param force whether also where the package is the very one that was deployed last, which the framework else leaves out
 */
export const deployAgain = (stage: string, { force = false } = {}): string =>
  stage === 'local'
    ? `end the local cloud and start it again: \`${TYPED.start}\``
    : `\`${TYPED.deploy} --stage ${stage}${force ? ' --force' : ''}\``;

/**
 * What puts right what somebody has changed or removed behind the stack's back: a deployment does, where the package has changed as well;
 * where its template is the same, CloudFormation leaves what is there, and makes nothing again, and a call does.
 * @param calls operations of the AWS CLI, each with what it takes
 */
export function deployOrCall(
  stage: string,
  ...calls: readonly (readonly [operation: string, input: object])[]
): string {
  if (stage === 'local') return deployAgain(stage);
  const lines = calls.map(([operation, input]) => `aws ${operation} --cli-input-json '${quotable(input)}'`);
  return `${deployAgain(stage)}; where that finds nothing to change: \`${lines.join(' && ')}\``;
}

/** JSON without what would end the quotes that it stands in. */
const quotable = (input: object): string =>
  JSON.stringify(input).replaceAll("'", '\\u0027').replaceAll('`', '\\u0060');
