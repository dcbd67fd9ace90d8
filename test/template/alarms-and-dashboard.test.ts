import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ALARMS } from '../../lib/costs/index.ts';
import { PROJECT } from '../../tools/build/project.ts';
import { checkParameters } from '../../tools/build/parameters/stage-parameters.ts';
import { dashboardOf, metricsOf, parseSearch } from '../support/dashboard.ts';
import { allVariants, HARDENED, packaged, takesTokens } from './packaged.ts';
import type { Packaged, Variant } from './packaged.ts';

/** The fragments of a page's headings, as GitHub makes them. */
const sectionsOf = (page: string): string[] =>
  [...readFileSync(join(PROJECT, page), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

describe.each(allVariants)('the alarms of %s', (variant: Variant) => {
  test('each say what they mean, and end with the address of their section of docs/operations.md', async () => {
    const { ofType } = await packaged(variant);
    const address =
      variant === HARDENED ? 'https://wiki.example.com/inlet/operations.md' : 'docs/operations.md';
    const sections = sectionsOf('docs/operations.md');
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(30);
    for (const [id, { AlarmDescription }] of alarms) {
      const [, text, at, section] = /^(.+)\. (\S+)#([\w-]+)$/.exec(String(AlarmDescription)) ?? [];
      expect({ id, at, isThere: sections.includes(section ?? ''), says: (text?.length ?? 0) > 20 }).toEqual({
        id,
        at: address,
        isThere: true,
        says: true,
      });
    }
  });
});

test('docs/costs.md counts the alarms of stage dev', async () => {
  const { ofType } = await packaged('dev');
  expect(ofType('AWS::CloudWatch::Alarm')).toHaveLength(ALARMS);
});

test.each(['ftp://wiki', 'wiki/operations.md', 'https://wiki#alarms', 'https://wiki/a b'])(
  'an address that is none, or names a section itself, is refused: %s',
  (runbookUrl) => {
    expect(() => checkParameters({ runbookUrl })).toThrow('runbookUrl');
  },
);

describe('the dashboard', () => {
  test.each(allVariants)('is there for prod, and where the stage asks for it: %s', async (variant) => {
    const { ofType } = await packaged(variant);
    const isWanted = variant === 'prod' || variant === HARDENED;
    expect(ofType('AWS::CloudWatch::Dashboard').map(([id]) => id)).toEqual(isWanted ? ['Dashboard'] : []);
  });

  describe.each(['prod', HARDENED] as const)('of %s', (variant) => {
    let stack: Packaged;
    let body: ReturnType<typeof dashboardOf>;
    beforeAll(async () => {
      stack = await packaged(variant);
      body = dashboardOf(stack.template);
    }, 180_000);
    const namesOf = (type: string, property: string): string[] =>
      stack.ofType(type).map(([, properties]) => properties[property] as string);

    test('draws every function’s errors and duration, and nothing of a function that is not there', () => {
      const functions = namesOf('AWS::Lambda::Function', 'FunctionName');
      const drawn = metricsOf(body).filter(({ namespace }) => namespace === 'AWS/Lambda');
      for (const name of ['Errors', 'Duration'])
        expect(
          drawn.filter((metric) => metric.name === name).map(({ dimensions }) => dimensions.FunctionName),
        ).toEqual(functions);
      expect(drawn).toHaveLength(2 * functions.length);
    });

    test('draws the age of what waits in every queue, and the depth of every queue of what was given up', () => {
      const drawn = metricsOf(body).filter(({ namespace }) => namespace === 'AWS/SQS');
      const of = (metric: string) =>
        drawn.filter(({ name }) => name === metric).map(({ dimensions }) => dimensions.QueueName ?? '');
      const read = stack
        .ofType('AWS::Lambda::EventSourceMapping')
        .map(([, { EventSourceArn }]) => (EventSourceArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0])
        .map((id) => stack.resource(id ?? '').Properties.QueueName as string);
      expect(of('ApproximateAgeOfOldestMessage').sort()).toEqual(read.sort());
      const others = namesOf('AWS::SQS::Queue', 'QueueName').filter((name) => !read.includes(name));
      expect(of('ApproximateNumberOfMessagesVisible').sort()).toEqual(others.sort());
      expect(drawn).toHaveLength(read.length + others.length);
    });

    test('draws refused tokens where the stage has an identity provider', () => {
      const hasProvider = 'IdentityProviderLambdaFunction' in stack.template.Resources;
      expect(hasProvider).toBe(takesTokens(variant) || variant === HARDENED);
      expect(metricsOf(body).some(({ name }) => name === 'TokensRefused')).toBe(hasProvider);
    });

    test('has a place for each graph, on a grid of 24 columns, and says where to read on', () => {
      const cells = body.widgets.flatMap(({ x, y, width, height }) =>
        Array.from({ length: width * height }, (_, n) => `${x + (n % width)} ${y + Math.floor(n / width)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...body.widgets.map(({ x, width }) => x + width))).toBe(24);
      expect(body.widgets[0]?.properties.markdown).toContain('operations.md#alarms');
      for (const { type, properties } of body.widgets.slice(1))
        expect([type, properties.region]).toEqual(['metric', '${AWS::Region}']);
    });
  });
});

test.each([
  `SEARCH('{Inlet/dev,service} MetricName="TokensRefused"', 'Sum')`,
  `SEARCH('{"Inlet/dev","service","code"} MetricName="TokensRefused", 'Sum')`,
  `SEARCH('{"Inlet/dev","service","code"} MetricName="TokensRefused"', 'Total')`,
  `SEARCH('{"Inlet/dev","service","code"} MetricName="TokensRefused"', 'Sum', 300)`,
  `SEARCH('{"Inlet/dev",,"code"} MetricName="TokensRefused"', 'Sum')`,
])('a search that the User Guide does not describe is told: %s', (expression) => {
  expect(() => parseSearch(expression)).toThrow('no search expression');
});
