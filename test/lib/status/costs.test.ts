import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sumOf } from '../../../lib/costs/cost-line.ts';
import type { CostLine } from '../../../lib/costs/cost-line.ts';
import { estimateAtRest, estimateDrop, estimateImports, estimateKept } from '../../../lib/costs/estimate.ts';
import type { Price } from '../../../lib/costs/prices.ts';
import { PRICES, PRICES_OF, unitOf } from '../../../lib/costs/prices.ts';
import { optionsIn } from '../../../cli/status/costly-options.ts';
import { renderCosts } from '../../../cli/status/render-costs.ts';
import type { Costs } from '../../../lib/status/costs.ts';
import { readCosts } from '../../../lib/status/costs.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { startWorld } from '../../support/world.ts';

test('what a stage costs is told by its imports since a moment, and what it costs at rest', async () => {
  const world = await startWorld();
  try {
    const before = world.now();
    await world.record(await world.drop('drop/a.ndjson', '{"resourceType":"Patient","id":"a"}\n'));
    world.later(61);
    await world.start();
    const deps = { ...world.planWriter(), stage: 'test' } as unknown as Parameters<typeof readCosts>[0];
    const costs = await readCosts(deps, before);
    expect(costs.imports).toMatchObject({ count: 1, files: 1 });
    expect(costs.kept.lines).toContainEqual(
      expect.objectContaining({ thing: 's3Storage', amount: costs.imports.bytes / 1e9 }),
    );
    expect(costs.imports.usd).toBeCloseTo(sumOf(estimateDrop(1)));
    expect(await readCosts(deps, world.now() + 1)).toMatchObject({ imports: { count: 0, files: 0, usd: 0 } });
    const text = renderCosts(costs).join('\n');
    expect(text).toMatch(/^1 import of 1 file since /);
    expect(text).toContain('write request units, on demand (counted)');
    expect(text).toContain('GB of logs taken in (estimated)');
    expect(text).toContain('requests to KMS (estimated)');
    expect(text).toMatch(/ 1 key of KMS, a month \(counted\)$/m);
    expect(text).not.toMatch(/\de-\d/);
    expect(text).toMatch(/^ {2}under \$0\.000001 {2}7\.5 read request units/m);
    expect(text).toMatch(/^To keep what they have left \(\d+ B of files/m);
  } finally {
    await world.end();
  }
});

test('what only some stages have is in the lines, and what nobody could look at is said', async () => {
  const world = await startWorld();
  try {
    const deps = { ...world.planWriter(), stage: 'test' } as unknown as Parameters<typeof readCosts>[0];
    const has = optionsIn({
      resources: [{ ResourceType: 'AWS::CloudTrail::Trail' }, { ResourceType: 'AWS::CloudWatch::Alarm' }],
      configuration: { VpcConfig: { SubnetIds: ['subnet-1'] }, TracingConfig: { Mode: 'PassThrough' } },
      logging: {},
    });
    expect(has).toEqual(['vpc', 'dataEvents']);
    const notLookedAt = [{ what: 'whether S3 logs who accesses the inbox', why: 'AccessDenied' }];
    const costs = await readCosts(deps, 0, { has, alarms: 40, notLookedAt });
    expect(costs.options).toEqual({ has, notLookedAt });
    expect(costs.aMonthAtRest.lines).toContainEqual(expect.objectContaining({ thing: 'alarm', amount: 40 }));
    const text = renderCosts(costs).join('\n');
    expect(text).toMatch(/\$32\.85 {2}730 hours of a NAT gateway \(estimated\)/);
    expect(text).toContain('for this stage has it: functions in a VPC (`vpcSubnetIds`)');
    expect(text).toContain('for this stage has it: a trail of CloudTrail');
    expect(text).toContain('Not looked at: whether S3 logs who accesses the inbox (AccessDenied)');
    expect(optionsIn({})).toEqual([]);
    expect(
      optionsIn({
        resources: [{ ResourceType: 'AWS::CloudWatch::Dashboard' }],
        configuration: { VpcConfig: { SubnetIds: [] }, TracingConfig: { Mode: 'Active' } },
        logging: { LoggingEnabled: { TargetBucket: 'audit', TargetPrefix: 'access/' } },
      }),
    ).toEqual(['accessLogs', 'tracing', 'dashboard']);
  } finally {
    await world.end();
  }
});

/** Rows of a table of docs/costs.md, by their first cell. */
function docsTable(heading: string): Map<string, string[]> {
  const page = readFileSync(join(PROJECT, 'docs', 'costs.md'), 'utf8');
  const [, section = ''] = page.split(`### ${heading}\n`);
  const rows = (section.split('\n### ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return new Map(
    rows.map((row) => row.slice(2, -2).split(' | ')).map(([name = '', ...cells]) => [name, cells]),
  );
}
/** A unit as it stands behind one and behind many. */
function formsOf(name: string): string[] {
  const prices = Object.values<Price>(PRICES).map((price) => [unitOf(price, 1), unitOf(price, 2)]);
  return prices.find((forms) => forms.includes(name)) ?? [];
}
const numberIn = (text: string): number => Number(text.replaceAll(/[$,]/g, ''));

test('`inlet status --costs` says of as many files what docs/costs.md says of them', () => {
  const lines = (of: CostLine[]): Costs['kept'] => ({ usd: sumOf(of), lines: of });
  const drops = docsTable('A drop of new files');
  const keeps = docsTable('A month of keeping what a drop leaves, files of a megabyte');
  const rest = docsTable('A month at rest');
  for (const [at, files] of [1, 100, 10_000, 1_000_000].entries()) {
    const one = { files, bytes: files * 1e6 };
    const shown = renderCosts({
      ...{ kind: 'costs', schemaVersion: '1', stage: 'dev', at: '', since: '', prices: PRICES_OF },
      imports: { count: 1, ...one, ...lines(estimateImports([one])) },
      kept: lines(estimateKept([one])),
      aMonthAtRest: lines(estimateAtRest()),
      options: { has: [], notLookedAt: [] },
    });
    // A line for people that has no amount begins the next part.
    const parts = shown.join('\n').split(/\n(?! {2})/);
    const amountIn = (part: string, name: string): number => {
      const lines = part
        .split('\n')
        .filter((line) => formsOf(name).some((form) => line.includes(` ${form} (`)));
      return numberIn(/ {2}([\d.,]+) /.exec(lines[0] ?? '')?.[1] ?? 'none');
    };
    for (const [part, [table, place]] of (
      [
        [drops, at],
        [keeps, at],
        [rest, 0],
      ] as const
    ).entries())
      for (const [name, cells] of table)
        if (/^(?:counted|estimated)$/.test(cells.at(-1) ?? ''))
          expect([files, name, amountIn(parts[part] ?? '', name)]).toEqual([
            files,
            name,
            numberIn(cells[place] ?? ''),
          ]);
    const sums = shown.flatMap((line) => /: (?:about |under )\$([\d.]+)$/.exec(line)?.[1] ?? []).map(Number);
    const said = [drops, keeps].map((table) => table.get('**all, US dollars**')?.[at]);
    for (const [place, text] of [...said, rest.get('**all**')?.[1]].entries())
      expect((sums[place] ?? NaN) / numberIn(text ?? '')).toBeCloseTo(1, 1);
  }
});
