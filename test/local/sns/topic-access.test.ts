import { expect, test } from '@jest/globals';
import { checkTopicAccess } from '../../../local/sns/topic-access.ts';
import { parsePolicy } from '../../../local/cloudformation/index.ts';

const arn = 'arn:aws:sns:us-east-1:000000000000:t';
const access = { authorize: () => undefined, serviceMayUseKey: () => true };
const others = parsePolicy({
  Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: '*', Resource: '*' }],
});
const alarm = (account: string) => `arn:aws:cloudwatch:us-east-1:${account}:alarm:a`;
const rule = 'arn:aws:events:us-east-1:000000000000:rule/r';

test.each([
  ['an alarm of the account', 'cloudwatch.amazonaws.com', alarm('000000000000'), [], true],
  ['an alarm of another account', 'cloudwatch.amazonaws.com', alarm('111122223333'), [], false],
  ['a rule', 'events.amazonaws.com', rule, [], false],
  [
    'an alarm, for the topic has a policy without it',
    'cloudwatch.amazonaws.com',
    alarm('000000000000'),
    others,
    false,
  ],
] as const)('a topic as CreateTopic makes it knows %s', (_what, service, sourceArn, policy, heard) => {
  const publishes = () => {
    checkTopicAccess(
      { arn, policy: [...policy] },
      { kind: 'service', service, sourceArn },
      'sns:Publish',
      access,
    );
  };
  if (heard) expect(publishes).not.toThrow();
  else expect(publishes).toThrow('the topic policy does not allow it');
});
