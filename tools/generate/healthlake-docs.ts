import { format, resolveConfig } from 'prettier';
import type { OperationName, Shape } from '../../lib/healthlake/index.ts';
import { OPERATIONS, shapeOf } from '../../lib/healthlake/index.ts';
import { FHIR_ENDPOINT_NOTES } from '../../local/fhir-server/index.ts';
import type { ActionRow } from '../../lib/actions/index.ts';
import { ACTION_TABLE } from '../../lib/actions/index.ts';
import type { ApiNotes } from '../../local/healthlake/index.ts';
import { ACTION_NOTES, COMMON_ERRORS, SETTINGS, TOPIC_NOTES } from '../../local/healthlake/index.ts';
import { assumedOf } from '../../verify/index.ts';
import { code, row, table } from './markdown-table.ts';

/** Where the result belongs, from the root of the repository. */
export const healthLakeDocsPath = 'docs/healthlake-api.md';

const introduction = `<!-- Generated from lib/healthlake/model.ts, local/healthlake/ and verify/ by \`npm run generate\`; edit those instead. -->

# HealthLake on this machine

The local cloud serves all ${Object.keys(OPERATIONS).length} actions of the HealthLake API. Code that works against it is meant to work on AWS without
a change, and what AWS would refuse is refused here, with the same error. Where nothing public tells what the
service does, something had to be decided: that is what *assumed* means below. Do not build on it; where it can matter, a
[setting](#settings-and-faults) has the other answer. [\`inlet verify\`](verify.md) tries each on AWS, or says why it is not tried.
`;

const faults = `## Settings and faults

\`GET /_inlet/faults\` shows the settings, \`POST /_inlet/faults\` changes those it names, \`DELETE /_inlet/faults\` and
\`POST /_inlet/reset\` bring back those of the start. They are not kept over a restart.

\`\`\`sh
curl -X POST http://127.0.0.1:4566/_inlet/faults -d '{"healthLake": {"throttling": true, "listLagMs": 5000}}'
\`\`\`

\`failNext\` makes the next calls of an action fail, with an error that the action has in the model, with InternalServerException, or with
one of the [common errors](#common-errors). With \`"when": "after"\` the action is done and only its answer is lost:

\`\`\`sh
curl -X POST http://127.0.0.1:4566/_inlet/faults -d '{"healthLake": {"failNext": [
  {"action": "StartFHIRImportJob", "error": "InternalServerException", "times": 2, "when": "after"}]}}'
\`\`\`

What can go wrong in the other parts of the cloud: [faults on request](faults.md).
`;

const commonErrors = `## Common errors

Errors that the API reference lists for all actions, in its editions of April 2024 and of 2026, with their statuses. Each comes where
the table says, or by \`failNext\` for any action; which status it has is said by \`errorStatuses\`, for all errors of the JSON API alike. The wire has
the framework's names where the editions have others ([assumed](#what-holds-for-several-actions)).
`;

const fhirEndpoint = `## The FHIR endpoint

\`DatastoreEndpoint\` of a data store, \`/datastore/<id>/r4/\`, answers FHIR R4 in JSON; every refusal is an OperationOutcome.

\`\`\`sh
FHIR="$AWS_ENDPOINT_URL/datastore/<id>/r4"
alias fhir='curl -s --aws-sigv4 aws:amz:us-east-1:healthlake --user local:local'
fhir "$FHIR/metadata"
fhir "$FHIR/Observation?_count=20&_lastUpdated=ge2026-01-01&patient=<id>"   # in this order: older versions of curl sign no other
fhir "$FHIR/Observation?code=http%3A%2F%2Floinc.org%7C8867-4"   # encoded, in capitals: older versions sign | : / , as they stand
fhir "$FHIR/Patient/<id>/_history/1"
fhir -X PUT -H 'content-type: application/fhir+json' -H 'if-match: W/"1"' "$FHIR/Patient/<id>" -d @patient.json
curl -s -H "Authorization: Bearer $TOKEN" "$FHIR/Patient"
\`\`\`
`;

/** The page about the local HealthLake, formatted as the repository's other pages. `root` is the repository's folder. */
export async function healthLakeDocs(root: URL): Promise<string> {
  const sections = [
    introduction,
    '## Actions\n',
    notesTable('Action', Object.entries(ACTION_NOTES), (name) => `[${name}](#${name.toLowerCase()})`),
    askedByEvent,
    askedTable(),
    '## What holds for several actions\n',
    notesTable('Topic', Object.entries(TOPIC_NOTES)),
    fhirEndpoint,
    notesTable('Topic', Object.entries(FHIR_ENDPOINT_NOTES)),
    faults,
    settingsTable(),
    commonErrors,
    commonErrorsTable(),
    '## Requests\n',
    ...(Object.keys(OPERATIONS) as OperationName[]).map(operationSection),
  ];
  const options = await resolveConfig(new URL(healthLakeDocsPath, root));
  return format(sections.join('\n'), { ...options, parser: 'markdown' });
}

const askedByEvent = `## Actions asked for by event

Each action can be asked for by an event on the stage's bus ([how](events.md#ask-for-an-action)), on this machine and on AWS, where
[\`actions\`](configuration.md#actions) allows it. [test/e2e/actions.test.ts](../test/e2e/actions.test.ts) asks for each.
`;

/** What asking for each action by an event comes to, by the table that run-action works with. */
const askedTable = (): string =>
  table(
    ['Action', 'Asked for by event', 'Once by', 'What follows'],
    Object.entries(ACTION_TABLE).map(([name, action]) =>
      row([name, askedFor(name, action), onceBy(action), followedBy(action)]),
    ),
  );

function askedFor(name: string, { changes, turnSeconds }: ActionRow): string {
  const turn = turnSeconds === 60 ? ', one a minute' : turnSeconds === 1 ? ', one a second' : '';
  const confirmed = name === 'DeleteFHIRDatastore' ? ', with `confirmDatastoreName`' : '';
  return `${changes ? 'where allowed' : 'allowed unless configured otherwise'}${confirmed}${turn}`;
}

const onceBy = ({ hasClientToken, changes }: ActionRow): string =>
  hasClientToken
    ? '`clientToken`, or one made of requestId and input'
    : changes
      ? 'requestId'
      : 'requestId, for 30 days';

const followedBy = ({ follows }: ActionRow): string =>
  follows === null
    ? ''
    : {
        import: '"Import Job Status Changed"',
        export: '"Export Job Status Changed"',
        'data store': '"Data Store Status Changed"',
      }[follows];

function notesTable(
  heading: string,
  notes: readonly (readonly [string, ApiNotes])[],
  label: (name: string) => string = (name) => name,
): string {
  const rows = notes.map(([name, { served, differs }]) =>
    row([label(name), served, assumedOf(name).join('<br>'), differs.join('<br>')]),
  );
  return table([heading, 'Served', 'Assumed', 'Differs from AWS, and why'], rows);
}

function commonErrorsTable(): string {
  const rows = Object.entries(COMMON_ERRORS).map(([name, { documented, current, comes }]) =>
    row([name, String(documented ?? ''), String(current ?? ''), comes ?? 'by `failNext` only']),
  );
  return table(['Error', '2024 (`documented`)', '2026 (`current`)', 'Comes where'], rows);
}

function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, { defaultValue, takes, meaning }]) =>
    row([
      `\`${name}\``,
      name === 'requestRates' ? 'as [below](#requests)' : code(defaultValue),
      takes,
      meaning,
    ]),
  );
  return table(['Setting', 'Standard', 'Takes', 'Meaning'], rows);
}

function operationSection(name: OperationName): string {
  const { input, errors, rate } = OPERATIONS[name];
  const every = rate.seconds === 1 ? 'a second' : `in ${rate.seconds} seconds`;
  return `### ${name}

${table(['Member', 'Required', 'Takes'], memberRows(input, ''))}
Errors: ${errors.join(', ')}. Quota: ${rate.requests} ${every}.
`;
}

/** The members of a structure and of those within it. */
function memberRows(shapeName: string, inside: string): string[] {
  const shape = shapeOf(shapeName);
  if (shape.type === 'list') return memberRows(shape.member, `${inside.slice(0, -1)}[].`);
  if (shape.type !== 'structure') return [];
  return Object.entries(shape.members).flatMap(([member, memberShape]) => [
    row([
      `\`${inside}${member}\``,
      shape.union === true || shape.required.includes(member) ? 'yes' : '',
      takesOf(shapeOf(memberShape)),
    ]),
    ...memberRows(memberShape, `${inside}${member}.`),
  ]);
}

function takesOf(shape: Shape): string {
  switch (shape.type) {
    case 'structure':
      return shape.union === true ? 'structure, exactly one member' : 'structure';
    case 'list': {
      const member = shapeOf(shape.member);
      const of = member.type === 'structure' ? 'structures' : `texts (${takesOf(member)})`;
      return `list of ${shape.max ?? 'any number of'} ${of} at most`;
    }
    case 'string':
      if (shape.enum) return shape.enum.map(code).join(', ');
      return [lengthOf(shape), shape.pattern === undefined ? '' : code(shape.pattern)]
        .filter(Boolean)
        .join(', ');
    case 'integer':
    case 'long':
    case 'double':
      return `${shape.type} ${shape.min ?? ''} to ${shape.max ?? ''}`;
    default:
      return shape.type;
  }
}

function lengthOf({ min, max }: { min?: number; max?: number }): string {
  if (max === undefined) return 'text';
  return min === undefined ? `up to ${max} characters` : `${min} to ${max} characters`;
}
