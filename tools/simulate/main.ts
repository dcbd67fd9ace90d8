import '../scripts/require-node.mjs';
import { parseArgs } from 'node:util';
import { markdown } from './report/markdown.ts';
import { resultJson } from './report/tables.ts';
import { SCENARIOS, simulate } from './simulate.ts';

const HELP = `npm run simulate -- [options]: the functions at the size of a large stage, in simulated time.

  --only <name>    may be given again; ${SCENARIOS.map(({ name, what }) => `${name}: ${what}`).join('\n                   ')}
  --scale <share>  of the full sizes, over 0 and up to 1 (default 1: a quarter of an hour on two cores)
  --json           one JSON object a scenario on standard output, a line each
  --help           this text

The functions run as they are deployed, each in a process with as much memory as its template says, against a DynamoDB, S3,
HealthLake and EventBridge that are made up (docs/performance.md, "Scale by simulation"). Exit code 1 where something does not hold:
memory over MemorySize, an invocation over its Timeout, an item over 400 kB, an event over 256 kB, a file lost or doubled.`;

/** Exit code for a command line that cannot be understood, as of `inlet`. */
const USAGE = 2;

/** @throws Error with what is wrong with the command line */
function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      scale: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 1))
    throw new Error(`--scale takes a number over 0 and up to 1, not ${values.scale}`);
  const names = SCENARIOS.map(({ name }) => name);
  if (values.only?.some((name) => !names.includes(name)))
    throw new Error(`--only takes one of ${names.join(', ')}`);
  return { ...values, scale };
}

async function run(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof optionsOf>;
  try {
    options = optionsOf(args);
  } catch (error) {
    console.error(`simulate: ${(error as Error).message}\n\n${HELP}`);
    return USAGE;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  let isBroken = false;
  const progress = (text: string): void => {
    console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);
  };
  for await (const result of simulate({ ...options, progress })) {
    isBroken ||= result.broken.length > 0;
    console.log(options.json ? JSON.stringify(resultJson(result)) : markdown(result));
  }
  return isBroken ? 1 : 0;
}

// With the exit the temporary folder goes; the functions' processes end when this one is gone.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.once(signal, () => process.exit(code));

process.exitCode = await run(process.argv.slice(2));
