import { describe, expect, test } from '@jest/globals';
import {
  checkParameterNames,
  checkParameters,
  PARAMETERS,
} from '../../../../tools/build/parameters/stage-parameters.ts';

describe('the parameters of a stage', () => {
  test('are all described, and have their defaults where nobody says anything', () => {
    for (const [name, { description }] of Object.entries(PARAMETERS))
      expect({ name, isSentence: /^[`A-Z].*\.$/.test(description) }).toEqual({ name, isSentence: true });
    expect(checkParameters({})).toMatchObject({
      workDays: 14,
      accessLogs: false,
      uploadKey: 'any',
      ledgerDays: 0,
    });
  });

  test('of the command line are texts, and mean the same', () => {
    expect(checkParameters({ archiveDays: '90', publishSchemas: 'true', tags: null })).toEqual(
      checkParameters({ archiveDays: 90, publishSchemas: true }),
    );
  });

  test('allow what their examples say', () => {
    const needs: Record<string, object> = {
      vpcSubnetIds: { vpcSecurityGroupIds: 'sg-1' },
      vpcSecurityGroupIds: { vpcSubnetIds: 'subnet-1' },
      existingAuditBucket: { accessLogs: true },
    };
    for (const [name, { examples = [] }] of Object.entries(PARAMETERS))
      for (const example of examples)
        expect(checkParameters({ ...needs[name], [name]: String(example) })).toMatchObject({
          [name]: example,
        });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ archiveDays: -1 }, 'archiveDays is -1, but must be >= 0'],
    [{ archiveDays: 1.5 }, 'archiveDays is 1.5, but must be integer'],
    [{ archiveDays: 'always' }, 'archiveDays is "always", but must be integer'],
    [{ archiveDays: '' }, 'archiveDays is "", but must be integer'],
    [{ publishSchemas: 'yes' }, 'publishSchemas is "yes", but must be boolean'],
    [{ identityProviderProvisionedConcurrency: -1 }, 'identityProviderProvisionedConcurrency is -1'],
    [{ uploadKey: 'mine' }, 'uploadKey is "mine", but must be one of any, stage, named'],
    [{ permissionsBoundaryArn: 'boundary' }, 'permissionsBoundaryArn is "boundary"'],
    [{ rolePath: 'inlet' }, 'rolePath is "inlet"'],
    [{ vpcSubnetIds: 'subnet-1' }, 'given both or neither'],
    [{ inboxDays: 30, inboxTieringDays: 30 }, 'must be less than inboxDays, 30'],
    [{ ledgerDays: 7 }, 'must be 0 or at least 30'],
    [{ ledgerDays: 40, workDays: 25 }, 'must be at least 41'],
    [{ tags: 'owner=a,owner=b' }, 'tags names owner twice'],
    [{ tags: 'owner' }, 'tags is "owner"'],
    [{ reservedConcurrency: 'poll-jobs=0' }, 'reservedConcurrency is "poll-jobs=0"'],
    [{ reservedConcurrency: 'poll-jobs=1,poll-jobs=2' }, 'reservedConcurrency names poll-jobs twice'],
    [{ existingInboxBucket: 'mine', uploadKey: 'named' }, 'say nothing to an inbox that is taken over'],
    [{ existingEventBusName: 'mine', encryptBus: true }, 'says nothing to a bus that is taken over'],
    [{ existingAuditBucket: 'mine' }, 'says nothing without accessLogs or dataEvents'],
  ])('%p is refused', (given, message) => {
    expect(() => checkParameters(given)).toThrow(message);
  });

  test('that there are none of are refused, and not passed over', () => {
    expect(() => {
      checkParameterNames(['archiveDays', 'acessLogs']);
    }).toThrow('There is no parameter acessLogs; did you mean accessLogs?');
  });
});
