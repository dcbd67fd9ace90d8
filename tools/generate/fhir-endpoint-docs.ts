import { format, resolveConfig } from 'prettier';
import type { MarkedPart } from '../../local/fhir-server/index.ts';
import {
  BEYOND_THE_GUIDE,
  COMMON_MARKS,
  MODIFIER_MARKS,
  NOT_SERVED,
  RESULT_MARKS,
  ROUTES,
  markOf,
} from '../../local/fhir-server/index.ts';
import { code, row, table } from './markdown-table.ts';

/** Where the result belongs, from the root of the repository. */
export const fhirEndpointDocsPath = 'docs/fhir-endpoint.md';

/** The page that lists all that the local FHIR endpoint serves. `root` is the repository's folder. */
export async function fhirEndpointDocs(root: URL): Promise<string> {
  const options = await resolveConfig(new URL(fhirEndpointDocsPath, root));
  return format([INTRODUCTION, interactions(), beyond(), parameters(), NOT].join('\n'), {
    ...options,
    parser: 'markdown',
  });
}

const INTRODUCTION = `<!-- Generated from the tables of local/fhir-server/ by \`npm run generate\`; edit those instead. -->

# The FHIR endpoint, part by part

What the local FHIR endpoint serves, out of the tables that requests are served by. \`GET metadata\` says the same to programs. Addresses are those below a data store's endpoint. Beside them are
\`GET .well-known/smart-configuration\`, which needs no authorization, and CORS for the origins that \`--allow-origin\` names ([local-cloud.md](local-cloud.md)).

- **[C]** HealthLake's Developer Guide states it.
- **[?]** The guide is silent of it, and it is assumed. Do not build on it.
- **beyond** It is more than the guide has. \`npm start -- --guide-only\` answers 501 to it, and leaves it out of \`metadata\`: what works so works by the guide alone.

How things behave in detail, and what else is assumed, is in [healthlake-api.md](healthlake-api.md), [search.md](search.md) and [exports.md](exports.md#export-by-the-fhir-endpoint).
`;

const SIGNS = { guide: '[C]', assumed: '[?]', 'beyond the guide': 'beyond' } as const;
const marked = ({ part, mark, note }: MarkedPart, before = ''): string =>
  row([code(before + part), SIGNS[mark], note]);

/** Of requests that the code of their interaction does not tell apart. */
const WHAT: Readonly<Record<string, string>> = {
  'POST ': 'batch, transaction',
  'GET Transaction/:id': 'state and answer of an asynchronous transaction',
  'GET export/:id': 'state of an export',
  'DELETE export/:id': 'cancels an export',
  'GET export/:id/:type/:file': 'a file of an export',
};

function interactions(): string {
  const rows = ROUTES.map((route) => {
    const { mark, note } = markOf(route);
    const { method, path, interaction, operation, action, isConditional } = route;
    const request = `${method} ${path}`;
    const what = operation
      ? `$${operation.name}`
      : (WHAT[request] ?? `${isConditional ? 'conditional ' : ''}${interaction}`);
    const types = operation?.types?.join(', ') ?? '';
    return row([
      code(request === 'POST ' ? 'POST' : request),
      [what, types].filter(Boolean).join(' of '),
      action,
      SIGNS[mark],
      note,
    ]);
  });
  return `## Interactions and operations

The actions are those of IAM, which a caller's or a role's policies have to allow.

${table(['Request', 'What it is', 'Action', '', ''], rows)}`;
}

function beyond(): string {
  const rows = BEYOND_THE_GUIDE.map(({ what }) => row([what, SIGNS['beyond the guide']]));
  return `## What more these take

${table(['What', ''], rows)}`;
}

function parameters(): string {
  return `## Search parameters

Every resource type has all parameters that R4 defines for it but \`_content\`, \`_query\` and \`near\` [?]: the guide names parameters, and that all are there is assumed.

${table(
  ['Of every type', '', ''],
  COMMON_MARKS.map((each) => marked(each)),
)}
${table(
  ['Of the answer, and across types', '', ''],
  RESULT_MARKS.map((each) => marked(each)),
)}
${table(
  ['Modifiers', '', ''],
  MODIFIER_MARKS.map((each) => marked(each, ':')),
)}
A type is a modifier of references (\`subject:Patient\`) [?]. Any other is 400: \`:in\`, \`:not-in\`, \`:above\` and \`:below\` of tokens, \`:of-type\` [C].
`;
}

const NOT = `## What is not there

${table(
  ['501', ''],
  NOT_SERVED.map(({ methods, path, what }) =>
    row([code(`${methods} ${path}`.trim()), what.replace(/^this /, 'any other ')]),
  ),
)}
Resource types that HealthLake does not list are 404.
`;
