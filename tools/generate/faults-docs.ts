import { format, resolveConfig } from 'prettier';
import type { FaultForm, Member } from '../../local/ground/index.ts';
import { FAILING_REQUESTS, STALE_INDEX_MS } from '../../local/dynamodb/index.ts';
import { DOUBLE, FAIL_ENTRIES, LOSE } from '../../local/eventbridge/index.ts';
import { CRASH } from '../../local/lambda/index.ts';
import { code, row, table } from './markdown-table.ts';

/** Where the result belongs, from the root of the repository. */
export const faultsDocsPath = 'docs/faults.md';

const introduction = `<!-- Generated from local/ by \`npm run generate\`; edit that instead. -->

# Faults on request

Whatever AWS may do to an event-driven system now and then, the local cloud does when it is asked to: see what your
rules, queues and functions make of it.

\`GET /_inlet/faults\` shows what is asked for and has not come yet, \`POST /_inlet/faults\` takes the kinds it names and
leaves the others, \`DELETE /_inlet/faults\` and \`POST /_inlet/reset\` end all of it. Nothing goes wrong unless it is asked
for. A list takes the place of the one before; \`[]\` ends it. What is unknown or of wrong form is answered with 400 and
what would be right, and then nothing of the request is taken. Faults are not kept over a restart.
`;

const sections = (): string[] => [
  `## A function dies

The function's thread is ended when the front door gets the call. The invocation ends as on Lambda (\`Runtime.ExitError\`):
whoever waits is told, an asynchronous one is tried again and goes to its destination or dead-letter queue in the end,
messages come back to their queue. What of the function's other calls was on its way is carried out.
`,
  formSection(CRASH),
  `## An event is lost, or comes twice

The next events that a rule sends on do not reach their target, or reach it twice with the same \`id\`. Nobody is told:
the event is on its bus and in \`GET /_inlet/events\`, and only its target knows no better. A schedule's tick can be lost
as well.
`,
  formSection(LOSE),
  `${code(DOUBLE.name)} takes the same.\n`,
  exampleOf(DOUBLE),
  `## PutEvents fails in part

The call is answered with 200, \`FailedEntryCount\`, and \`InternalFailure\` for the chosen entries, which are on no bus.
The others are.
`,
  formSection(FAIL_ENTRIES),
  `## An index is stale

DynamoDB writes to a table first and to its global secondary indexes later. Here they are the same unless the indexes are
told to lag; then they show the tables as they were, whole, and catch up when the cloud's clock is moved.
`,
  request({ dynamoDb: { staleIndexMs: 5000 } }),
  table(
    ['Setting', 'Standard', 'Takes', 'Meaning'],
    [
      row([
        code('dynamoDb.staleIndexMs'),
        code(STALE_INDEX_MS.defaultValue),
        STALE_INDEX_MS.takes,
        STALE_INDEX_MS.meaning,
      ]),
    ],
  ),
  `## The tables fail

The library behind DynamoDB runs in a thread of its own. Where it fails by itself, the same happens
as here: nobody else notices, the output of \`npm start\` tells it once, and what was written before is there. A full disk
ends it only when there is room again; until then it answers those who read.
`,
  request({ dynamoDb: { failingRequests: 1 } }),
  table(
    ['Setting', 'Standard', 'Takes', 'Meaning'],
    [
      row([
        code('dynamoDb.failingRequests'),
        code(FAILING_REQUESTS.defaultValue),
        FAILING_REQUESTS.takes,
        FAILING_REQUESTS.meaning,
      ]),
    ],
  ),
];

const elsewhere = `## HealthLake

Throttling, errors before or after an action is done (\`failNext\`: the action's own, and every one of the
[common errors](healthlake-api.md#common-errors) of the API reference), forgotten ClientTokens, a lagging List, quotas and timings are
among the [settings of HealthLake](healthlake-api.md#settings-and-faults).
`;

/** The page about faults on request, formatted as the repository's other pages. `root` is the repository's folder. */
export async function faultsDocs(root: URL): Promise<string> {
  const options = await resolveConfig(new URL(faultsDocsPath, root));
  return format([introduction, ...sections(), elsewhere].join('\n'), { ...options, parser: 'markdown' });
}

/** An example to copy, and a table of what a fault takes. */
function formSection<Fault>(form: FaultForm<Fault>): string {
  const rows = Object.entries(form.members as Record<string, Member<unknown>>).map(([member, setting]) =>
    row([
      code(member),
      'defaultValue' in setting ? defaultOf(setting.defaultValue) : 'must be given',
      setting.takes,
      setting.meaning,
    ]),
  );
  return `${exampleOf(form)}
${table([code(form.name), 'Standard', 'Takes', 'Meaning'], rows)}`;
}

function exampleOf<Fault>({ name, example }: FaultForm<Fault>): string {
  const [part = '', kind = ''] = name.split('.');
  return request({ [part]: { [kind]: [example] } });
}

const defaultOf = (value: unknown): string => (value === undefined ? 'any' : code(value));

const request = (change: object): string => `\`\`\`sh
curl -X POST http://127.0.0.1:4566/_inlet/faults -d '${JSON.stringify(change)}'
\`\`\`
`;
