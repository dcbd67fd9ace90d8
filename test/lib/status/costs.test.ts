import { expect, test } from '@jest/globals';
import { estimateDrop, sumOf } from '../../../lib/costs/estimate.ts';
import { renderCosts } from '../../../cli/status/render-costs.ts';
import { readCosts } from '../../../lib/status/costs.ts';
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
