import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseResultLine } from '../../../../lib/results/read/result-line.ts';
import { parseTolerantly } from '../../../../lib/results/read/tolerant-json.ts';
import { failureLine, successLine } from '../../../../local/healthlake/imports/result-lines.ts';

const INVALID_JSON = {
  severity: 'error',
  code: 'processing',
  diagnostics: 'Invalid JSON found in input file',
} as const;

describe('a result line', () => {
  test('is read as the local HealthLake writes it', () => {
    expect(parseResultLine(failureLine(4, [INVALID_JSON]))).toEqual({
      lineId: 4,
      statusCode: 400,
      issues: [{ code: 'processing', diagnostics: INVALID_JSON.diagnostics, location: null }],
      resource: null,
    });
    expect(
      parseResultLine(successLine(1, 'Patient', 'a', { version: 1, lastUpdated: 0, isNew: true })),
    ).toMatchObject({
      statusCode: 201,
      resource: { type: 'Patient', id: 'a' },
    });
  });

  test('is read as the Developer Guide prints it: a name without quotes, the last brace missing', () => {
    const published =
      '{"lineId":9, UpdateResourceResponse:{"jsonBlob":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"Missing required id field in resource json"}]}, "statusCode":400}';
    expect(parseResultLine(published)).toEqual({
      lineId: 9,
      statusCode: 400,
      issues: [
        { code: 'processing', diagnostics: 'Missing required id field in resource json', location: null },
      ],
      resource: null,
    });
  });

  test('fails by its errors; warnings beside them are no reason', () => {
    const issue = (severity: string, diagnostics: string) => ({ severity, code: 'processing', diagnostics });
    const line = (...issues: object[]) =>
      parseResultLine(
        JSON.stringify({
          lineId: 1,
          UpdateResourceResponse: { jsonBlob: { issue: issues }, statusCode: 400 },
        }),
      )?.issues.map(({ diagnostics }) => diagnostics);
    expect(line(issue('warning', 'w'), issue('error', 'e'), issue('fatal', 'f'))).toEqual(['e', 'f']);
    expect(line(issue('warning', 'w'))).toEqual(['w']);
  });

  test('is read with its OperationOutcome as text, and its status beside the response', () => {
    const jsonBlob = JSON.stringify({
      issue: [{ code: 'value', details: { text: 'why' }, expression: ['Patient.name'] }],
    });
    expect(
      parseResultLine(JSON.stringify({ lineId: '7', UpdateResourceResponse: { jsonBlob }, statusCode: 503 })),
    ).toEqual({
      lineId: 7,
      statusCode: 503,
      issues: [{ code: 'value', diagnostics: 'why', location: 'Patient.name' }],
      resource: null,
    });
  });

  test.each(['', 'text', '[]', '{}', 'null', '{"lineId":-1}', '{"lineId":1.5}'])('%j is none', (text) => {
    expect(parseResultLine(text)).toBeUndefined();
  });

  test('never throws, whatever it is, and however it is cut or broken', () => {
    const whole = failureLine(12, [{ ...INVALID_JSON, location: ['Patient.name[0]'] }]);
    const broken = fc
      .tuple(fc.nat(whole.length), fc.nat(whole.length), fc.string())
      .map(([from, to, between]) => whole.slice(0, from) + between + whole.slice(to));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), broken), (text) => {
        parseResultLine(text);
        parseTolerantly(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('that is cut off behind its number keeps its number', () => {
    const whole = failureLine(12, [INVALID_JSON]);
    for (let end = '{"lineId":12,'.length; end < whole.length; end += 1)
      expect(parseResultLine(whole.slice(0, end))?.lineId).toBe(12);
  });
});

describe('reading what is almost JSON', () => {
  test('reads JSON as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseTolerantly(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('reads objects without quotes around names and without the brackets at their end as with them', () => {
    const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,8}$/);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, tree, { minKeys: 1, maxKeys: 3 }), (value) => {
        // A text value may hold what looks like a name: only names before a colon outside of texts lose their quotes.
        const text = JSON.stringify(value, (_key, inner: unknown) =>
          typeof inner === 'string' ? inner.replaceAll(/["\\:]/g, '') : inner,
        );
        const broken = text.replaceAll(/"([a-z][a-zA-Z0-9_]*)":/g, '$1:').replace(/[\]}]+$/, '');
        const found = JSON.parse(JSON.stringify(parseTolerantly(broken))) as unknown;
        expect(found).toEqual(JSON.parse(text));
      }),
    );
  });

  test('takes time in proportion to the text, however deep it pretends to be', () => {
    expect(parseTolerantly('['.repeat(200_000))).toBeDefined();
    expect(parseTolerantly(`{a:${'{a:'.repeat(100_000)}`)).toBeDefined();
  });

  test('a member called __proto__ changes nothing else', () => {
    expect(Object.keys(parseTolerantly('{__proto__:{"polluted":1}') as object)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});
