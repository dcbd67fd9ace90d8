import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../../cli/terminal/command.ts';
import { numberOf, readLine } from '../../../cli/terminal/read-line.ts';

const command: Command = {
  operand: { usage: '[id]', not: ['again'] },
  options: {
    port: { type: 'string', placeholder: '<n>', number: { from: 10, to: 20 }, help: '' },
    level: { type: 'string', oneOf: ['high', 'low'], help: '' },
    package: { type: 'string', multiple: true, help: '' },
    memory: { type: 'boolean', not: ['state'], help: '' },
    state: { type: 'string', placeholder: '<folder>', help: '' },
    watch: { type: 'boolean', help: '' },
    timeout: { type: 'string', needs: 'watch', help: '' },
    again: { type: 'string', help: '' },
    app: { type: 'string', form: { takes: '<id>=<secret>', fits: (text) => text.includes('=') }, help: '' },
  },
  judge: ({ level }, operand) => (operand === 'deep' && level === 'low' ? 'deep is not low' : undefined),
  run: () => Promise.resolve(0),
};

describe('what follows a command', () => {
  test('is read by its table of options', () => {
    const line = readLine(command, ['a', '--port', '12', '--package', 'x', '--package', 'y', '--watch']);
    expect(line).toEqual({
      operand: 'a',
      more: [],
      values: { port: '12', package: ['x', 'y'], watch: true },
    });
    const { values } = typeof line === 'string' ? { values: {} } : line;
    expect([numberOf(values, 'port', 15), numberOf({}, 'port', 15)]).toEqual([12, 15]);
    expect(readLine(command, ['-'])).toMatchObject({ operand: '-' });
    expect(readLine(command, ['--', '--port'])).toMatchObject({ operand: '--port' });
  });

  test.each([
    [['--port', '9'], '--port 9: must be a whole number from 10 to 20'],
    [['--port', '21'], 'must be a whole number'],
    [['--port', '1e1'], 'must be a whole number'],
    [['--port', '0x10'], 'must be a whole number'],
    [['--port=-11'], 'must be a whole number'],
    [['--port', ' 12'], 'must be a whole number'],
    [['--port', 'Infinity'], 'must be a whole number'],
    [['--port'], '--port needs a value: <n>'],
    [['--port', '--memory'], '--port needs a value: <n>'],
    [['--state', ''], '--state: its value is empty'],
    [['--state', ' '], '--state: its value is empty'],
    [['--level', 'middle'], '--level middle: there is high, low'],
    [['--app', 'secret'], '--app takes <id>=<secret>'],
    [['--level', 'low', '--level', 'high'], '--level is given twice, as low and as high'],
    [['--memory=yes'], '--memory takes no value'],
    [['--memory', '--state', 'x'], 'either --memory or --state, not both'],
    [['--timeout', '5'], '--timeout goes with --watch, which is missing'],
    [['a', '--again', 'b'], 'either [id] or --again, not both'],
    [['a', 'b'], 'b: one is enough'],
    [[''], '[id]: it is empty'],
    [['deep', '--level', 'low'], 'deep is not low'],
    [['--prot', '12'], 'there is no option --prot (did you mean --port?)'],
    [['--no-memory'], 'there is no option --no-memory'],
    [['-m'], 'there is no option -m (did you mean --memory?)'],
    [['-P'], 'there is no option -P (did you mean --port or --package?)'],
    [['-mp'], 'there is no option -m (did you mean --memory?)'],
    [['-q'], 'there is no option -q'],
    [['--toString'], 'there is no option --toString'],
    [['--__proto__', 'x'], 'there is no option --__proto__'],
  ])('%j cannot be understood: %s', (args, text) => {
    expect(readLine(command, args)).toContain(text);
  });
});
