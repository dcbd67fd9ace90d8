import { expect, test } from '@jest/globals';
import { COMMANDS } from '../../../cli/all-commands.ts';
import { readLine } from '../../../cli/terminal/read-line.ts';
import { helpOf, helpOfAll } from '../../../cli/terminal/help.ts';

const tooLong = (text: string): string[] => text.split('\n').filter((line) => line.length > 100);

test('the list of commands fits a hundred columns', () => {
  expect(tooLong(helpOfAll(COMMANDS))).toEqual([]);
});

test('every example of a command is one that it understands', async () => {
  const wrong: unknown[] = [];
  for (const { name, load } of COMMANDS) {
    const command = await load();
    for (const example of command.examples ?? []) {
      // As a shell cuts it: redirections are no words of the command.
      const words = example.replaceAll(/ [<>] .*/g, '').match(/"[^"]*"|\S+/g) ?? [];
      const line = readLine(
        command,
        words.map((word) => word.replaceAll('"', '')),
      );
      if (typeof line === 'string') wrong.push([name, example, line]);
    }
  }
  expect(wrong).toEqual([]);
});

test.each(COMMANDS.map((entry) => [entry.name, entry] as const))(
  'the help of inlet %s fits a hundred columns, and what goes on in the next line stands below its column',
  async (_, entry) => {
    const help = helpOf(entry, await entry.load());
    expect(tooLong(help)).toEqual([]);
    const column =
      help
        .split('\n')
        .find((line) => line.startsWith('  --help'))
        ?.indexOf('this text') ?? 0;
    for (const line of help.split('\n').filter((each) => each.startsWith('   ')))
      expect(line.search(/\S/)).toBe(column);
  },
);
