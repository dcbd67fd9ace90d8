import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventEntry } from '../../../events/entry.ts';
import { INPUT_URI_MEMBERS, KEY_MEMBERS } from '../../../events/keys.ts';
import type { MemberSchema } from '../../../events/schemas.ts';
import { eventFileName, eventSchemas } from '../../../events/schemas.ts';
import { contractViolations } from '../../support/contract-violations.ts';
import { maskKeys, maskKeysIn } from '../../../lib/publish/mask-keys.ts';
import { hmacSecretOf, hmacKeyMask } from '../../../lib/publish/object-key-masking.ts';

const maskKey = hmacKeyMask(hmacSecretOf('arn:aws:kms:us-east-1:111122223333:key/0a1b'));
const SECRET = 'Quackenbush-078051120';

/** Sends one event and returns what leaves. */
async function sent(entry: Partial<EventEntry>): Promise<{ detail: unknown; resources: string[] }> {
  let left: Partial<EventEntry> = {};
  await maskKeys((entries) => {
    [left = {}] = entries as Partial<EventEntry>[];
    return Promise.resolve(new Set<number>());
  }, maskKey)([entry]);
  return { detail: JSON.parse(left.Detail ?? '') as unknown, resources: left.Resources ?? [] };
}

describe('the name of a key', () => {
  test('is the same for the same key, tells folders apart, and differs from stage to stage', () => {
    expect(maskKey('a/b.ndjson')).toMatch(/^k-[0-9a-f]{16}\/k-[0-9a-f]{16}$/);
    expect(maskKey('a/b.ndjson').split('/')[0]).toBe(maskKey('a/c.ndjson').split('/')[0]);
    expect(maskKey('a/')).toBe(`${maskKey('a')}/`);
    expect(hmacKeyMask(hmacSecretOf('arn:other'))('a')).not.toBe(maskKey('a'));
  });

  test('holds nothing of the key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), (key) => {
        fc.pre(!/^[-/k0-9a-f]*$/.test(key));
        expect(maskKey(key)).not.toContain(key);
      }),
    );
  });
});

describe('an event whose keys are hidden', () => {
  test.each(eventSchemas)('$title keeps its contract, and holds nothing of a key', async ({ title }) => {
    const path = new URL(`../../../events/${eventFileName(title)}.example.json`, import.meta.url);
    const example = JSON.parse(readFileSync(path, 'utf8')) as {
      detail: Record<string, unknown>;
      resources: string[];
    };
    const detail: Record<string, unknown> = { ...example.detail };
    for (const [member, value] of Object.entries(detail)) {
      if (KEY_MEMBERS.has(member)) detail[member] = Array.isArray(value) ? [`${SECRET}/x`] : `${SECRET}/x`;
      if (INPUT_URI_MEMBERS.has(member)) detail[member] = `s3://inbox/${SECRET}/`;
    }
    const resources = [...example.resources, `arn:aws:s3:::inbox/${SECRET}/x`];
    const left = await sent({ Detail: JSON.stringify(detail), Resources: resources });
    expect(JSON.stringify(left)).not.toContain(SECRET);
    expect(contractViolations({ ...example, ...left })).toEqual([]);
  });

  test('has an eventId of its own, the same whenever the same is told', async () => {
    const entry = { Detail: JSON.stringify({ eventId: 'f'.repeat(32), key: 'a' }) };
    const { detail } = await sent(entry);
    expect((await sent(entry)).detail).toEqual(detail);
    expect((detail as { eventId: string }).eventId).toMatch(/^(?!f{32})[0-9a-f]{32}$/);
  });

  test('names folders of copies as they are: they have their names from Inlet', async () => {
    const uri = 's3://inlet-dev-work/imports/imp-0123456789abcdef01234567/';
    expect((await sent({ Detail: JSON.stringify({ inputS3Uri: uri }) })).detail).toEqual({ inputS3Uri: uri });
  });

  test.each([
    ['an event', (text: string) => ({ message: text })],
    ['an answer of HealthLake', (text: string) => ({ result: { ImportJobProperties: { Message: text } } })],
  ])('has no key in the text that %s gives of a job: no file lay where it was to read', async (_, told) => {
    const text = (uri: string): string => `No .ndjson files to import were found at ${uri}`;
    const copies = 's3://inlet-dev-work/imports/imp-0123456789abcdef01234567/';
    const left = await sent({ Detail: JSON.stringify(told(text(`s3://inbox/${SECRET}/`))) });
    expect(left.detail).toEqual(told(text(`s3://inbox/${maskKey(`${SECRET}/`)}`)));
    expect((await sent({ Detail: JSON.stringify(told(text(copies))) })).detail).toEqual(told(text(copies)));
    const plain = told('Access Denied.');
    expect((await sent({ Detail: JSON.stringify(plain) })).detail).toEqual(plain);
  });

  test('has no other member that its schema says a key is in', () => {
    const named = eventSchemas.flatMap(({ properties }) => membersOf(properties));
    const withKeys = named
      .filter(([, { description }]) => /\b[Kk]eys?\b/.test(description))
      .map(([name]) => name);
    // Samples are named when they are written, into the summary as well.
    const known = new Set([...KEY_MEMBERS, ...INPUT_URI_MEMBERS, 'samples', 'filesS3Uri']);
    const unknown = new Set(withKeys.filter((name) => !known.has(name)));
    expect(unknown).toEqual(new Set(withKeys.filter((name) => NOT_KEYS.has(name))));
  });
});

/** Members whose description speaks of keys without holding one. */
const NOT_KEYS = new Set(['eventId', 'sequencer', 'markerSequencer', 'route', 'reason', 'textHash']);

const membersOf = (properties: Record<string, MemberSchema>): [string, MemberSchema][] =>
  Object.entries(properties).flatMap(([name, schema]): [string, MemberSchema][] => [
    [name, schema],
    ...membersOf(schema.properties ?? {}),
  ]);

test('the input of a job in an answer of HealthLake is masked as that of a job’s event', () => {
  const address = 's3://inbox/Jane/p.ndjson';
  const told = { result: { ImportJobProperties: { InputDataConfig: { S3Uri: address } } } };
  const masked = maskKeysIn(JSON.stringify(told), hmacKeyMask('secret'));
  expect(masked).toMatch(/s3:\/\/inbox\/k-[0-9a-f]{16}\/k-[0-9a-f]{16}/);
  expect(masked).toBe(
    JSON.stringify({
      result: {
        ImportJobProperties: {
          InputDataConfig: {
            S3Uri: (
              JSON.parse(maskKeysIn(JSON.stringify({ inputS3Uri: address }), hmacKeyMask('secret'))) as {
                inputS3Uri: string;
              }
            ).inputS3Uri,
          },
        },
      },
    }),
  );
});
