import { describe, expect, test } from '@jest/globals';
import type { BroughtFacts } from '../../../../tools/build/stack/brought-resources.ts';
import { checkBrought } from '../../../../tools/build/stack/brought-resources.ts';

const INBOX_KEY = 'arn:aws:kms:us-east-1:123456789012:key/aaaa';
const GOOD: BroughtFacts = { inboxNotifies: true, inboxRegion: 'us-east-1', inboxKey: null, busExists: true };
const check = (
  facts: Partial<BroughtFacts>,
  changes: { Key?: string; inboxKeyArn?: string } = {},
): string[] =>
  checkBrought(
    {
      region: 'us-east-1',
      existing: { InboxBucket: 'ours', Bus: 'our-bus', Key: changes.Key ?? '' },
      inboxKeyArn: changes.inboxKeyArn ?? '',
    },
    { ...GOOD, ...facts },
  );

describe('an inbox and a bus that the stack does not make', () => {
  test('are taken as they are where drops are heard of and events have a bus', () => {
    expect(check({})).toEqual([]);
    expect(check({ inboxKey: INBOX_KEY }, { inboxKeyArn: INBOX_KEY })).toEqual([]);
    expect(check({ inboxKey: INBOX_KEY }, { Key: 'aaaa' })).toEqual([]);
    expect(check({ inboxKey: 'alias/ours' })).toEqual([]);
  });

  test.each<[string, Partial<BroughtFacts>, RegExp]>([
    [
      'a bucket that tells nobody',
      { inboxNotifies: false },
      /does not send its events.*EventBridgeConfiguration/,
    ],
    [
      'a bucket of another Region',
      { inboxRegion: 'eu-west-1' },
      /is in eu-west-1, and the stack in us-east-1/,
    ],
    ['a key that nobody may use', { inboxKey: INBOX_KEY }, /encrypted with arn:.*inboxKeyArn=arn:/],
    ['a bus that is not there', { busExists: false }, /no event bus our-bus in us-east-1/],
  ])('%s is refused, with what to do', (_what, facts, said) => {
    expect(() => check(facts)).toThrow(
      expect.objectContaining({ code: 'BroughtResource', message: expect.stringMatching(said) }),
    );
  });

  test('what may not be asked is said, and refused no more', () => {
    expect(check({ inboxNotifies: undefined, busExists: undefined })).toEqual([
      expect.stringContaining('ours'),
      expect.stringContaining('our-bus'),
    ]);
  });

  test('that the stack makes are not looked at', () => {
    expect(
      checkBrought({ region: 'us-east-1', existing: { InboxBucket: '', Bus: '' }, inboxKeyArn: '' }, {}),
    ).toEqual([]);
  });
});
