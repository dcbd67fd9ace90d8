import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { CommandEntry } from '../../cli/terminal/command.ts';
import { UsageError } from '../../errors/fixable-error.ts';

let printed: { out: string[]; err: string[] };
beforeEach(() => {
  printed = { out: [], err: [] };
  jest.spyOn(console, 'log').mockImplementation((text) => void printed.out.push(String(text)));
  jest.spyOn(console, 'error').mockImplementation((text) => void printed.err.push(String(text)));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A program of one command, `inlet try`, that does this. */
const commandThat = (run: () => Promise<number>): CommandEntry[] => [
  {
    name: 'try',
    summary: 'Try it',
    load: () =>
      Promise.resolve({
        operand: { usage: '<what>' },
        options: { hard: { type: 'boolean', help: '' }, at: { type: 'string', help: '' } },
        run,
      }),
  },
];
const failing = (error: unknown): CommandEntry[] =>
  commandThat(() => {
    throw error;
  });

describe('a command line', () => {
  test('ends with what its command returns', async () => {
    expect(
      await main(
        ['try', 'it'],
        commandThat(() => Promise.resolve(7)),
      ),
    ).toBe(7);
    expect(printed).toEqual({ out: [], err: [] });
  });

  test.each([
    [[], 'Usage: npx inlet <command>', 'out'],
    [['tyr'], 'there is no command "tyr"', 'err'],
    [['try'], '<what> is missing', 'err'],
    [['try', 'this', 'that'], 'that: one is enough', 'err'],
    [['try', 'it', '--soft'], 'there is no option --soft', 'err'],
    [['try', 'it', '--hrad'], 'there is no option --hrad (did you mean --hard?)', 'err'],
    [['tryy'], 'there is no command "tryy" (did you mean try?)', 'err'],
    [['try', ''], '<what>: it is empty', 'err'],
    [['-v'], 'there is no option -v (did you mean --version?)', 'err'],
    [['-q'], 'there is no option -q. Options of a command', 'err'],
    [['--verson'], 'there is no option --verson (did you mean --version?)', 'err'],
    [['-xy'], 'there is no option -xy. ', 'err'],
    [['--hard', 'try', 'a b'], "options stand behind the command: `npx inlet try --hard 'a b'`", 'err'],
    [['--at', 'try', 'try', 'it'], 'options stand behind the command: `npx inlet try --at try it`', 'err'],
    [['--at', 'try'], 'there is no option --at. Options of a command', 'err'],
    [['--hrad', 'try', 'it'], 'there is no option --hrad. Options of a command', 'err'],
    [['ab'], 'there is no command "ab".', 'err'],
    [['ls'], 'there is no command "ls": `npx inlet status` says what is open', 'err'],
    [['start'], 'there is no command "start": `npm start`', 'err'],
    [['deploy'], 'there is no command "deploy": `npx sls deploy --stage <stage>`', 'err'],
    [['help', 'logs'], 'there is no command "logs": `npx inlet trace', 'err'],
    [['constructor'], 'there is no command "constructor".', 'err'],
    [['help', 'tyr'], 'there is no command "tyr" (did you mean try?)', 'err'],
  ] as const)('%j cannot be understood, and ends with 2', async (args, text, stream) => {
    const ran = commandThat(() => Promise.reject(new Error('it must not run')));
    expect(await main([...args], ran)).toBe(2);
    expect(printed[stream].join('\n')).toContain(text);
  });

  test.each([[['help', 'try']], [['try', '--help']]])('%j says all of one command', async (args) => {
    expect(await main([...args], failing(new Error('it must not run')))).toBe(0);
    expect(printed.out.join('\n')).toMatch(/^Try it\n\nUsage: npx inlet try <what> \[options\]/);
  });

  test.each([['--version'], ['-V'], ['version']])('%s says which Inlet and which Node', async (version) => {
    expect(await main([version])).toBe(0);
    expect(printed.out).toEqual([expect.stringMatching(/^inlet \d+\.\d+\.\d+, Node \d+\./)]);
  });

  test.each([['--help'], ['-h'], ['help']])('%s lists the commands and ends with 0', async (help) => {
    expect(await main([help], failing(new Error('it must not run')))).toBe(0);
    expect(printed.out.join('\n')).toContain('Try it');
  });
});

describe('a value that cannot be understood ends with 2, before anything is done', () => {
  test.each([
    ['status', '--stage', '../x'],
    ['status', '--since', 'yesterday'],
    ['local', '--smart-app', 'app'],
    ['local', '--smart-service', 'service'],
    ['local', '--allow-origin', 'localhost'],
    ['local', '--minute-ms', '0'],
    ['import', '--again', 'imp-1', '--reason', 'x'.repeat(501)],
    ['pause', 'default', '--reason', 'x'.repeat(501)],
    ['verify', '--into', 'mine'],
    ['verify', '--only', 'nothing'],
  ])('%s %s %s', async (...args) => {
    expect(await main(args)).toBe(2);
    expect(printed.err[0]).toContain(` ${args.at(-2) ?? ''}`);
  });
});

describe('a command that fails ends with 1', () => {
  test('and with the message alone, where a person can fix it', async () => {
    const cause = new Error('ENOENT');
    expect(await main(['try', 'it'], failing(new UsageError('there is no file "it"', { cause })))).toBe(1);
    expect(printed).toEqual({ out: [], err: ['inlet try: there is no file "it"'] });
  });

  test('and with the stack, where it is a fault of Inlet’s own', async () => {
    expect(await main(['try', 'it'], failing(new TypeError('x is undefined')))).toBe(1);
    expect(printed.err).toEqual([
      expect.stringMatching(/^inlet try: TypeError: x is undefined\n +at .*main\.test\.ts/),
    ]);
  });

  test('and with the stacks of its causes, which may be all that says what happened', async () => {
    const cause = new Error('out of ideas', { cause: 'the cloud is down' });
    expect(await main(['try', 'it'], failing(new TypeError('fetch failed', { cause })))).toBe(1);
    expect(printed.err).toEqual([
      expect.stringMatching(
        /^inlet try: TypeError: fetch failed\n[^]*\ncaused by Error: out of ideas\n +at [^]*\ncaused by the cloud is down$/,
      ),
    ]);
  });

  test('and with the text of whatever else was thrown', async () => {
    expect(await main(['try', 'it'], failing('out of paper'))).toBe(1);
    expect(printed.err).toEqual(['inlet try: out of paper']);
  });
});
