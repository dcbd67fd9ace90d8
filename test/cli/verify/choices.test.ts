import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { choicesOf, judgeOnly, openRecord, saveRecord } from '../../../cli/verify/index.ts';
import { askWhether } from '../../../cli/verify/ask-whether.ts';
import { costText, newRecord } from '../../../verify/index.ts';
import { temporaryFolder } from '../../support/cloud.ts';

describe('what a run may do', () => {
  const stage = { stage: 'dev', datastoreId: 'a'.repeat(32), routes: [] };
  const route = { name: 'lab', datastoreId: 'b'.repeat(32) };

  test.each([
    ['the data store of the stage', 'a'.repeat(32), 'this is the data store of the stage'],
    ['the data store of a route', 'b'.repeat(32), 'route lab imports into this data store'],
  ])('%s is refused, unless it is said to be for tests', (_, into, why) => {
    const known = { ...stage, routes: [route] as never };
    expect(() => choicesOf({ into }, known)).toThrow(why);
    const said = choicesOf({ into, 'yes-this-store-is-for-tests': true }, known);
    expect(said.store).toEqual({ into });
    expect(said.routeStore).toBe(into === route.datastoreId ? into : undefined);
    expect(choicesOf({ into: 'c'.repeat(32) }, known).routeStore).toBeUndefined();
  });

  test('a probe that there is not is named, with one like it', () => {
    expect(judgeOnly({ only: 'signed-qery' })).toMatch(/signed-qery.*signed-query/);
    expect(judgeOnly({ only: 'signed-query' })).toBeUndefined();
  });

  test.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['yesterday', false],
  ])('at a terminal "%s" to the question is %s', async (said, goesOn) => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const { signal } = new AbortController();
    const asked = askWhether(costText({ creates: true, isSlow: false }), { input, output, signal } as never);
    input.write(`${said}\n`);
    expect(await asked).toBe(goesOn);
    expect(String(output.read())).toMatch(/about 0\.41 USD, at 0\.27 USD an hour .* \[y\/N\] /);
  });

  test('Ctrl-C at the question is a no', async () => {
    const controller = new AbortController();
    const streams = ['input', 'output'].map((name) => [
      name,
      Object.assign(new PassThrough(), { isTTY: true }),
    ]);
    const asked = askWhether('It costs.', {
      ...Object.fromEntries(streams),
      signal: controller.signal,
    } as never);
    controller.abort();
    expect(await asked).toBe(false);
  });

  test('what it costs is said by what it makes', () => {
    expect(costText({ creates: true, isSlow: true })).toContain(
      'two data stores for some 3 hours in all: about 0.81 USD',
    );
    expect(costText({ creates: false, isSlow: false })).toContain('a few cents at most');
  });

  test('a record goes on while it has not ended, and another file is none', async () => {
    const { folder, remove } = await temporaryFolder();
    const file = join(folder, 'records.json');
    expect(openRecord(file, 'dev', 0).sittings).toBe(0);
    const record = { ...newRecord('dev', 0), sittings: 1 };
    saveRecord(file, record);
    expect(openRecord(file, 'dev', 0)).toEqual(record);
    expect(openRecord(file, 'prod', 0).runId).not.toBe(record.runId);
    saveRecord(file, { ...record, endedAt: '2026-11-29T00:00:00.000Z' });
    expect(openRecord(file, 'dev', 0).runId).not.toBe(record.runId);
    writeFileSync(file, '{"schemaVersion":"2"}');
    expect(() => openRecord(file, 'dev', 0)).toThrow('is no record of inlet verify');
    await remove();
  });

  test('without a terminal nothing is asked, and --yes is asked for', async () => {
    const { signal } = new AbortController();
    const streams = { input: { isTTY: false }, output: { isTTY: false }, signal };
    await expect(askWhether('It costs.', streams as never)).rejects.toThrow('say --yes');
  });
});
