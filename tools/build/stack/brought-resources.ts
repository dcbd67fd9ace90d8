import { FixableError } from '../../../errors/index.ts';
import { keyIdOf } from './key-id.ts';

/** What is asked of AWS about an inbox and a bus that the stack does not make. Undefined: who deploys may not ask. */
export interface BroughtFacts {
  /** Whether the bucket sends its events to EventBridge. */
  inboxNotifies?: boolean | undefined;
  /** The Region of the bucket. */
  inboxRegion?: string | undefined;
  /** Its default encryption's key, by ARN, id or alias; null where it has none of KMS. */
  inboxKey?: string | null | undefined;
  busExists?: boolean | undefined;
}

/** What the stage says. */
export interface Brought {
  region: string;
  /** By logical id, what is taken over instead of created; empty where it is made. */
  existing: Readonly<Record<string, string>>;
  inboxKeyArn: string;
}

/**
 * Refuses an inbox or a bus that would take drops, or events, without a word to anybody.
 * @returns sentences about what could not be found out
 * @throws FixableError BroughtResource
 */
export function checkBrought({ region, existing, inboxKeyArn }: Brought, facts: BroughtFacts): string[] {
  const { InboxBucket: bucket = '', Bus: bus = '', Key: key = '' } = existing;
  const unknown: string[] = [];
  if (bucket !== '') {
    if (facts.inboxNotifies === false)
      throw refuse(
        `The bucket ${bucket} does not send its events to EventBridge, so nobody would hear of a drop.`,
        `aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration '{"EventBridgeConfiguration": {}}' ` +
          'turns it on; what the bucket notifies already must be said in the same call.',
      );
    if (facts.inboxRegion !== undefined && facts.inboxRegion !== region)
      throw refuse(
        `The bucket ${bucket} is in ${facts.inboxRegion}, and the stack in ${region}: S3 tells the EventBridge of its own Region.`,
        'Deploy the stage there, or take a bucket that is here.',
      );
    const inboxKey = facts.inboxKey ?? undefined;
    if (inboxKey?.startsWith('arn:') && ![key, keyIdOf(inboxKeyArn)].includes(keyIdOf(inboxKey)))
      throw refuse(
        `The bucket ${bucket} is encrypted with ${inboxKey}, which neither Inlet's functions nor HealthLake may use.`,
        `Say --param="inboxKeyArn=${inboxKey}", or make it the stage's own with existingKeyId.`,
      );
    if (facts.inboxNotifies === undefined || facts.inboxRegion === undefined || facts.inboxKey === undefined)
      unknown.push(
        `Whether ${bucket} sends its events to EventBridge, where it is and how it is encrypted could not all be found out.`,
      );
  }
  if (bus !== '' && facts.busExists === false)
    throw refuse(`There is no event bus ${bus} in ${region}.`, 'Make it, or name another one.');
  if (bus !== '' && facts.busExists === undefined)
    unknown.push(`Whether there is an event bus ${bus} could not be found out.`);
  return unknown;
}

const refuse = (wrong: string, mend: string): FixableError =>
  new FixableError('BroughtResource', `${wrong} ${mend}`);
