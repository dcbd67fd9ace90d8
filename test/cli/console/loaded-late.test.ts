import { expect, test } from '@jest/globals';
import { consoleSources } from '../../../cli/console/console-sources.ts';
import { stageResources } from '../../../cli/stage/stage-resources.ts';
import { CONSOLE_PATH, createConsole } from '../../../console/server/index.ts';
import { readSources } from '../../../tools/architecture/read-sources.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { startCloud } from '../../support/cloud.ts';

test('npm start loads no module of the console before somebody asks for it', () => {
  const imports = new Map(readSources(PROJECT).map((source) => [source.path, source.imports]));
  const reached = new Set<string>();
  const load = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { from, isType, isDynamic } of imports.get(path) ?? []) if (!isType && !isDynamic) load(from);
  };
  load('cli/main.ts');
  load('cli/commands/local.ts');
  expect(reached.size).toBeGreaterThan(100);
  const OF_THE_CONSOLE = /^(console\/(?!report)|cli\/console\/)|^(preact|uplot|@aws-sdk\/client-cloudwatch)$/;
  expect([...reached].filter((path) => OF_THE_CONSOLE.test(path))).toEqual([]);
  // The same walk finds them where they are wanted.
  load('cli/console/index.ts');
  expect([...reached].filter((path) => OF_THE_CONSOLE.test(path)).length).toBeGreaterThan(20);
});

test('the console is made by its first request, and not with the cloud', async () => {
  let made = 0;
  const cloud = await startCloud({
    console: async (running) => {
      made += 1;
      const stage = await stageResources('local', { AWS_ENDPOINT_URL: running.url });
      const sources = consoleSources(stage, { mayAct: true, showsData: true }, running);
      return { answer: createConsole(sources, '/nowhere'), close: stage.close };
    },
  });
  try {
    await (await fetch(`${cloud.url}/_inlet/state`)).text();
    expect(made).toBe(0);
    for (const view of ['session', 'flow'])
      expect(await (await fetch(`${cloud.url}${CONSOLE_PATH}api/v1/${view}`)).json()).toMatchObject({
        kind: view,
      });
    expect(made).toBe(1);
  } finally {
    await cloud.end();
  }
});
