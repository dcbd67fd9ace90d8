import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { EventSchema, MemberSchema } from '../../events/index.ts';
import {
  acceptedEventSchemas,
  eventFileName,
  eventSchemas,
  rejectionAdvice,
  resultsAdvice,
  withdrawalAdvice,
} from '../../events/index.ts';
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
  do not know. Match on it in rules, so that a later version never reaches a consumer that does not know it.
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
`;

/** Stands before the event that asks for an action. */
const howToAsk = `## Ask for an action

Whoever may put events on the stage's bus asks for any action of the HealthLake API that
[\`actions\`](configuration.md#actions) of \`config/<stage>.json\` allows; nothing but Describe and List is allowed where it says nothing.

\`\`\`sh
aws events put-events --entries '[{"EventBusName": "inlet-local", "Source": "me", "DetailType": "HealthLake Action Requested",
  "Detail": "{\\"requestId\\": \\"look-1\\", \\"action\\": \\"ListFHIRDatastores\\", \\"input\\": {}}"}]'
\`\`\`

- **One effect, one answer.** The same request again, be it that EventBridge delivered it twice or that somebody asks again, has the
  same answer with the same \`eventId\`. Another request under a requestId that was used fails (\`RequestIdReused\`). A failure with
  \`retryable: true\` is not remembered: the same requestId may be asked for again.
- **What may not be.** A data store is deleted only with its name beside its id, and never one that the stage uses. S3 addresses lie
  below configured prefixes; roles, keys and identity providers are the stage's own or configured ones; tags \`inlet:*\` and \`requiredTags\` stay.
- **\`source\` proves nothing.** It is what the sender says of itself. Who may put events on the bus is for IAM and the policy of the bus to say.
- **What it starts is followed.** A job or data store that a request started is told of like the stage's own: "Import Job Status
  Changed" with an \`importId\` of null, and "Data Store Status Changed".
- **Quotas.** HealthLake creates and deletes one data store a minute: more requests wait in the queue. Throttled calls come again, with growing waits.
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
  ];
  const options = await resolveConfig(new URL(eventDocsPath, root));
  return format(sections.join('\n'), { ...options, parser: 'markdown' });
}

function envelopeSection(): string {
  return `## The envelope\n\n${envelope.description}\n\n${memberTable(envelope.properties)}`;
}

function eventSection(root: URL, schema: EventSchema): string {
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
