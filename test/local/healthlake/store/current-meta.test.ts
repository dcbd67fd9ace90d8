import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withCurrentMeta } from '../../../../local/healthlake/store/current-meta.ts';

const DATE = '2026-01-31T12:34:56.789Z';
const current = (text: string): string =>
  withCurrentMeta({ body: Buffer.from(text, 'utf8'), version: 7 }, DATE).toString('utf8');
const META = `"versionId":"7","lastUpdated":"${DATE}"`;

test.each([
  ['{"id":"a"}', `{"id":"a","meta":{${META}}}`],
  ['{ "id" : "a" , "x":1.10 }', `{ "id" : "a","meta":{${META}} , "x":1.10 }`],
  ['{"meta":{},"id":"a"}', `{"meta":{${META}},"id":"a"}`],
  [
    '{"id":"a","meta":{"lastUpdated":"x","tag":[{"code":"}"}],"versionId":"1"}}',
    `{"id":"a","meta":{${META},"tag":[{"code":"}"}]}}`,
  ],
  [
    '{"id":"a\\"","text":{"meta":{"versionId":"1"}}}',
    `{"id":"a\\"","meta":{${META}},"text":{"meta":{"versionId":"1"}}}`,
  ],
  ['{"id":"a","\\u006deta":{"source":"s"}}', `{"id":"a","\\u006deta":{${META},"source":"s"}}`],
])('%s gets its version and date, and keeps every other byte', (text, expected) => {
  expect(current(text)).toBe(expected);
});

test('any resource keeps its content', () => {
  const meta = fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), meta, fc.nat(3), (content, given, spaces) => {
      const resource: Record<string, unknown> = { ...content, id: 'a', ...(given && { meta: given }) };
      if (!given) delete resource.meta;
      expect(JSON.parse(current(JSON.stringify(resource, null, spaces)))).toEqual(
        JSON.parse(JSON.stringify({ ...resource, meta: { ...given, versionId: '7', lastUpdated: DATE } })),
      );
    }),
  );
});
