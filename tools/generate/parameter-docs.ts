import type { ConfigSchema } from './config-schema.ts';
import { code, row, table } from './markdown-table.ts';

const INTRODUCTION = `# Parameters of the stack

<!-- Generated from infrastructure/parameters.json by \`inlet generate\`; change it there. -->

What a stage's stack may be told, under \`params\` of the stage in \`serverless.yml\` or as \`--param="name=value"\`. **With every
deployment**: a parameter that is left out has its default again, so those of a stage best stand in \`serverless.yml\`. A name that there is
none of, and a value that is none, stop the packaging. What concerns drops, data stores and tokens is in \`config/<stage>.json\`:
[configuration.md](configuration.md).

They are values of the packaging, not Parameters of CloudFormation: \`npx sls package\` shows what would be deployed, with nothing behind a
condition. Conditions could not say most of it: they stand at resources, outputs and \`Fn::If\`, and what the Serverless Framework makes (functions, their
rules and log groups) takes none; and a template that holds every option twice is none that a reviewer can read.

\`\`\`yaml
# serverless.yml
params:
  dev:
    alarmEmail: on-call@example.com
    inboxDays: 365
\`\`\`

\`\`\`sh
npx sls deploy --stage dev --param="alarmEmail=on-call@example.com" --param="inboxDays=365"   # the same, for this deployment alone
\`\`\`

Prices are as AWS had them in us-east-1 when this was written, and no promise; "nothing" is nothing beside what the stage costs without.
[security-review.md](security-review.md) says which of them answer a reviewer's questions, [operations.md](operations.md#harden-a-stage) how to go about them.
`;

/** `docs/parameters.md`: every parameter of the stack. */
export const parameterDocs = ({ properties = {} }: ConfigSchema): string =>
  [
    INTRODUCTION,
    ...SECTIONS.flatMap(([title, first], at) => {
      const names = Object.keys(properties);
      const next = SECTIONS[at + 1]?.[1];
      const ofSection = names.slice(
        names.indexOf(first),
        next === undefined ? undefined : names.indexOf(next),
      );
      return [`## ${title}`, '', parameterTable(ofSection.map((name) => [name, properties[name] ?? {}]))];
    }),
  ].join('\n');

/** The parameters stand in this order; each section begins with the one that is named. */
const SECTIONS: readonly [title: string, first: string][] = [
  ['Buckets, and how long things stay', 'inboxBucket'],
  ['Logs, ledger and arrivals', 'logRetentionDays'],
  ['Bearer tokens', 'identityProvider'],
  ['Alarms, dashboard and traces', 'failedLinesAlarmThreshold'],
  ['What consumers of events get', 'publishSchemas'],
  ['What an organization asks of every stack', 'permissionsBoundaryArn'],
  ['Who did what, under which key, and what is forgotten', 'accessLogs'],
  ['What there is already', 'existingDatastoreId'],
];

const parameterTable = (parameters: readonly (readonly [name: string, member: ConfigSchema])[]): string =>
  table(
    ['Parameter', 'Value', 'Default', 'What it does', 'What it costs'],
    parameters.map(([name, member]) =>
      row([
        code(name),
        valuesOf(member),
        defaultOf(member),
        cell(member.description ?? ''),
        cell(member.costs ?? 'nothing'),
      ]),
    ),
  );

function valuesOf({ type, enum: values, minimum, maximum, examples }: ConfigSchema): string {
  if (values) return values.map((value) => code(value)).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'integer')
    return `a whole number from ${String(minimum ?? 0)} ${maximum === undefined ? 'on' : `to ${String(maximum)}`}`;
  return examples ? `a text, as ${code(examples[0])}` : 'a text';
}

const defaultOf = ({ default: value }: ConfigSchema): string =>
  value === undefined ? 'see `serverless.yml`' : value === '' ? 'empty' : code(value);

const cell = (text: string): string => text.replaceAll('<', '&lt;');
