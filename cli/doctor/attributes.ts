import type { Patient } from './finding.ts';
import { propertiesOf } from './finding.ts';

/** Properties that the APIs of queues and topics take beside the attributes. */
const NO_ATTRIBUTES = ['QueueName', 'TopicName', 'Subscription', 'Tags'];

/**
 * What the template gives a queue or a topic, as its API has it: attributes are texts, objects JSON, and the policy is one of them.
 * @param ref what its policies name it by: the URL of a queue, the ARN of a topic
 */
export function attributesOf(patient: Patient, logicalId: string, ref: string): Record<string, string> {
  const policy = patient.stack.resources.find(
    ({ type, properties }) =>
      /^AWS::(SQS::Queue|SNS::Topic)Policy$/.test(type) &&
      [properties.Queues, properties.Topics].flat().includes(ref),
  );
  const given = { ...propertiesOf(patient, logicalId), Policy: policy?.properties.PolicyDocument };
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => value !== undefined && !NO_ATTRIBUTES.includes(name))
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
