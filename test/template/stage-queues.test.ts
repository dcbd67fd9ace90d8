import { expect, test } from '@jest/globals';
import { STAGE_QUEUES } from '../../cli/console/sources/stage-queues.ts';
import { allVariants, HARDENED, packaged, VARIANTS } from './packaged.ts';

test.each(allVariants)('the console counts every queue of %s', async (variant) => {
  const { ofType } = await packaged(variant);
  const prefix = `inlet-${VARIANTS[variant].stage}-`;
  const declared = ofType('AWS::SQS::Queue').map(([, { QueueName }]) =>
    (QueueName as string).replace(prefix, ''),
  );
  const known = STAGE_QUEUES.map(({ name }) => name);
  expect(declared.filter((name) => !known.includes(name))).toEqual([]);
  // All of them are somewhere: where every parameter is on.
  if (variant === HARDENED) expect(declared.sort()).toEqual([...known].sort());
});

test('what nobody works on any more counts as given up: the queues that no function reads', async () => {
  const { ofType, resource } = await packaged(HARDENED);
  const read = ofType('AWS::Lambda::EventSourceMapping')
    .map(([, { EventSourceArn }]) => (EventSourceArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0])
    .map((id) => (resource(id ?? '').Properties.QueueName as string).replace('inlet-dev-', ''));
  const waiting = STAGE_QUEUES.filter(({ holds }) => holds === 'waiting').map(({ name }) => name);
  expect(waiting.sort()).toEqual(read.sort());
});
