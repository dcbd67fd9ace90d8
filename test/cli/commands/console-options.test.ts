import { expect, test } from '@jest/globals';
import { consoleCommand } from '../../../cli/commands/console.ts';
import { readLine } from '../../../cli/terminal/read-line.ts';

test.each([
  [['--port', '8080'], '--port says nothing at stage local'],
  [['--stage', 'local', '--port', '0'], '--port says nothing at stage local'],
])('%j is refused, for the local cloud serves its own console', (args, text) => {
  expect(readLine(consoleCommand, args)).toContain(text);
});

test.each([[['--stage', 'dev', '--port', '8080']], [[]], [['--allow-actions']]])('%j is taken', (args) => {
  expect(readLine(consoleCommand, args)).toMatchObject({ values: expect.any(Object) });
});
