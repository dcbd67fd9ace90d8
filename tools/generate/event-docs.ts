import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { EventSchema, MemberSchema } from '../../events/index.ts';
import {
  acceptedEventSchemas,
  closedForm,
  eventFileName,
  eventSchemas,
  rejectionAdvice,
  resultsAdvice,
  withdrawalAdvice,
} from '../../events/index.ts';
import { howToAsk } from './how-to-ask.ts';
import { firstSentence } from './first-sentence.ts';
import envelope from '../../events/envelope.schema.json' with { type: 'json' };

/** Where the result belongs, from the root of the repository. */
export const eventDocsPath = 'docs/events.md';

const introduction = `<!-- Generated from events/*.schema.json by \`npm run generate\`; edit the schemas instead. -->

# Events

Inlet reports what happens on its own EventBridge bus, \`inlet-<stage>\`. Each event has a JSON Schema (2020-12) of its
\`detail\` and an example of the whole in [\`events/\`](../events); these pages are made from them, and every event that
is sent in a test is checked against them.

| Event | Reports |
|---|---|
${eventSchemas.map(({ title, description }) => `| [${title}](#${eventFileName(title)}) | ${firstSentence(description)} |`).join('\n')}

And it takes these from the bus, whoever puts them there:

| Event | Asks for |
|---|---|
${acceptedEventSchemas.map(({ title, description }) => `| [${title}](#${eventFileName(title)}) | ${firstSentence(description)} |`).join('\n')}

## What a consumer can rely on

- **At least once.** An event may be delivered more than once, with another \`id\` in the envelope. Dedupe on
  \`detail.eventId\`: it is computed from what the event reports, so it is the same for each delivery.
- **Two events for an end.** "Import Job Status Changed" reports the end of a job at once, with HealthLake's own counts; "Import
  Results Summarized" follows when its results were read, which may take minutes for a large job.
- **Files of an export.** The end of an export job is told once its folder was listed, and names its files by resource type; "Export
  File Ready" follows for each file, where the export has \`fanOut\`.
- **Order.** EventBridge keeps none. The events of one job carry \`sequence\` 1, 2, 3 ... without a gap: order by it, and take
  the highest as the job's state. An event with a lower \`sequence\` than one already handled is old news.
- **Skipped states.** HealthLake is observed, not recorded: a fast job may go from \`SUBMITTED\` to \`COMPLETED\` in one event.
  \`previousStatus\` is the status of the event before it.
- **Versions.** \`schemaVersion\` is \`"1"\`; within it members and values may be added, and none is changed or removed: ignore what you
  do not know. Match on it in rules, so that a later version never reaches a consumer that does not know it. A member that was added
  is not \`required\`, for older events lack it. A new fact gets a new detail-type sooner than a new meaning of an old one.
- **Open schemas.** The schemas take members and codes that they do not know, so that a consumer that validates goes on when something is
  added. What Inlet sends is held to their closed form in every test: all that is described, and nothing else.
  [\`events/released/1/\`](../events/released/1) has the schemas as they were first released, and a test compares.
- **Replayed events** (below) have one member more around them, \`replay-name\`, and the same \`detail\`, \`eventId\` included.
- **No PHI.** Events hold counts, codes, ids, and S3 locations; texts of the service only where they are known to hold
  nothing of the data. Keys are in them as they are: put no names and no numbers of people into keys.
- **Size.** The largest possible entry is below the 256 KB of PutEvents: 200 KB and a few lines for "HealthLake Action Completed", 64 KB
  for "Import Results Summarized", and of the others ten fit into one request.

## Subscribe

A rule on Inlet's bus with this pattern gets each import that ended with something to look at:

\`\`\`json
{
  "source": ["inlet"],
  "detail-type": ["Import Job Status Changed"],
  "detail": { "schemaVersion": ["1"], "status": ["COMPLETED_WITH_ERRORS", "FAILED"] }
}
\`\`\`

In a CloudFormation template (\`dev\` is the stage; the target queue needs a policy that lets \`events.amazonaws.com\` send):

\`\`\`yaml
ImportProblems:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: inlet-dev
    EventPattern:
      source: [inlet]
      detail-type: [Import Job Status Changed]
      detail: { schemaVersion: ['1'], status: [COMPLETED_WITH_ERRORS, FAILED] }
    Targets:
      - { Id: queue, Arn: !GetAtt ImportProblemsQueue.Arn }
\`\`\`

Consumers to copy, each a stack of its own beside a stage, are in [\`examples/\`](../examples).
`;

const registryAndReplay = `## A schema registry

\`--param="publishSchemas=true"\` has the stack keep the schemas in an EventBridge schema registry, \`inlet-<stage>\`: for each event the
whole of it, envelope included, as \`inlet@<DetailType>\`, from which the console, the toolkits and \`aws schemas\` make types in Java,
Python, TypeScript and Go. What Inlet takes from others is there as \`requests@<DetailType>\`. The registry takes JSON Schema Draft 4;
a test holds its schemas to the same examples. A deployment that changes a schema makes a new version of it. To have them, a consumer
needs \`schemas:DescribeSchema\` and \`schemas:ListSchemas\` on the registry.

## An archive, and how to replay

\`--param="archiveDays=90"\` archives what Inlet tells for so many days (EventBridge bills an archive by size). A consumer that was down,
or that comes later, has it sent again:

\`\`\`sh
aws events start-replay --replay-name consumer-2026-11-29 \\
  --event-source-arn <BusArchiveArn> --event-start-time 2026-11-28T00:00:00Z --event-end-time 2026-11-29T00:00:00Z \\
  --destination '{"Arn": "<EventBusArn>", "FilterArns": ["<arn of your rule>"]}'
aws events describe-replay --replay-name consumer-2026-11-29
\`\`\`

- Always name the rule in \`FilterArns\`: without it every rule of the bus gets everything again. Inlet's own rule for summaries is one of
  them; summing up again does no harm, but it reads all results once more.
- Replayed events come in no order and beside new ones, as all others: \`eventId\` and \`sequence\` say what is known already.
- The archive does not have what others ask of Inlet: replayed, it would be asked again.
- It goes when the stack goes, or when the parameter is left out.
- The local cloud [has archives and replays, too](local-cloud.md#eventbridge-archives-and-replays): those that you make, and a template's. Stage local has none
  by itself; its log (\`/_inlet/events?from=0\`) has every event.
`;

/** The page about the events, formatted as the repository's other pages. `root` is the repository's folder. */
export async function eventDocs(root: URL): Promise<string> {
  const sections = [
    introduction,
    envelopeSection(),
    ...eventSchemas.map((schema) => eventSection(root, schema)),
    ...acceptedEventSchemas.flatMap((schema) => [
      ...(schema.title === 'HealthLake Action Requested' ? [howToAsk] : []),
      eventSection(root, schema),
    ]),
    registryAndReplay,
  ];
  const options = await resolveConfig(new URL(eventDocsPath, root));
  return format(sections.join('\n'), { ...options, parser: 'markdown' });
}

function envelopeSection(): string {
  return `## The envelope\n\n${envelope.description}\n\n${memberTable(envelope.properties)}`;
}

function eventSection(root: URL, published: EventSchema): string {
  const schema = closedForm(published);
  const name = eventFileName(schema.title);
  const example = readFileSync(new URL(`events/${name}.example.json`, root), 'utf8');
  return `## ${schema.title}

${schema.description}
[Schema](../events/${name}.schema.json), [example](../events/${name}.example.json).

${memberTable(schema.properties)}
${codesIn(schema.properties)
  .map((member) => codeTable(schema.title, member))
  .join('')}
\`\`\`json
${example}\`\`\`
`;
}

function memberTable(members: Record<string, MemberSchema>): string {
  return `| Member | Type | Meaning |\n|---|---|---|\n${memberRows(members).join('\n')}\n`;
}

function memberRows(members: Record<string, MemberSchema>, inside = ''): string[] {
  return Object.entries(members).flatMap(([name, member]) => [
    `| \`${inside}${name}\` | ${typeText(member)} | ${meaning(member)} |`,
    ...memberRows(member.properties ?? {}, `${inside}${name}.`),
    ...memberRows(member.items?.properties ?? {}, `${inside}${name}[].`),
  ]);
}

function typeText({
  type,
  format: stringFormat,
  const: constant,
  oneOf,
  enum: values,
}: MemberSchema): string {
  if (constant !== undefined) return `\`"${constant}"\``;
  if (oneOf || values) return 'code';
  const names = [type ?? 'any'].flat();
  return names
    .map((name) => (name === 'string' && stringFormat === 'date-time' ? 'date-time' : name))
    .join(' or ');
}

function meaning({ description, examples, enum: values }: MemberSchema): string {
  const known = (examples ?? values)?.map((example) => `\`${example}\``).join(', ');
  return known ? `${description} Known: ${known}.` : description;
}

/** By event: what to do about each of its codes. */
const ADVICE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Import File Rejected': rejectionAdvice,
  'Import File Withdrawn': withdrawalAdvice,
  'Import Results Summarized': resultsAdvice,
};

/** The members that have a closed list of codes, those of lists of objects too. */
const codesIn = (members: Record<string, MemberSchema>): MemberSchema[] =>
  Object.values(members).flatMap((member) => [member, ...codesIn(member.items?.properties ?? {})]);

/** The codes of a member that has a closed list of them, with the advice that goes with each. */
function codeTable(title: string, { oneOf }: MemberSchema): string {
  if (!oneOf) return '';
  const advice = ADVICE[title] ?? {};
  const rows = oneOf.map(
    ({ const: code, description }) => `| \`${code}\` | ${description} | ${advice[code] ?? ''} |`,
  );
  return `\n| Code | What is wrong | Advice |\n|---|---|---|\n${rows.join('\n')}\n`;
}
