import { format, resolveConfig } from 'prettier';
import type { Definition, ElementDefinition, Invariant, Model } from '../../fhir/build/index.ts';
import {
  CODE_FORMS,
  CORRECTED,
  ELSEWHERE,
  NARRATIVE_ATTRIBUTES,
  NARRATIVE_ELEMENTS,
  NOT_PARAMETERS_OF_R4,
  WRITTEN,
  buildModel,
  invariantRules,
  navigator,
  readDefinitions,
  withoutVersion,
} from '../../fhir/build/index.ts';
import { code, row, table } from './markdown-table.ts';

/** Where the result belongs, from the root of the repository. */
export const fhirRulesDocsPath = 'docs/fhir-rules.md';

/** The page about the rules of R4 that are checked and not checked. `root` is the repository's folder. */
export async function fhirRulesDocs(root: URL): Promise<string> {
  const definitions = await readDefinitions();
  const model = buildModel(definitions);
  const elements = elementsOf(definitions);
  const sections = [
    introduction(model),
    REFERENCES,
    NARRATIVES,
    PROFILES,
    valueSets(model, elements),
    invariants(model, elements),
  ];
  const options = await resolveConfig(new URL(fhirRulesDocsPath, root));
  return format(sections.join('\n'), { ...options, parser: 'markdown' });
}

const introduction = ({
  types,
  valueSets: listed,
}: Model): string => `<!-- Generated from HL7's definitions and fhir/ by \`npm run generate\`; edit those instead. -->

# Rules of FHIR R4

What the validator of the local HealthLake, and of \`inlet validate\`, knows of R4 4.0.1: the structure of
${Object.values(types).filter(({ isResource }) => isResource).length} resource types with all their data types, and the codes of ${Object.keys(listed).length} required value sets. What HealthLake itself
makes of a rule is [assumed](healthlake-api.md#what-holds-for-several-actions).
`;

const REFERENCES = `## References

At every level the type that a reference is to must be one that the element allows. It is taken from what stands on the line, where it
does: the contained resource of \`#id\`, the resource itself for \`#\`, the entry of the Bundle whose \`fullUrl\` the reference is. Otherwise
it is the type in the reference's text (\`Type/id\`, \`Type?criteria\`, \`https://.../Type/id\`), and where there is none, \`Reference.type\`. A
\`Reference.type\` beside a reference must name the same type. Of what is elsewhere nothing more is known: it is not fetched.
`;

const PROFILES = `## Profiles

Under \`strict\` the profiles that \`meta.profile\` claims. R4's own types are claimed rightly by what is of them: \`StructureDefinition/Patient\` and
\`StructureDefinition/DomainResource\` by a Patient, without a version or with \`|4.0.1\`. A version that no package has is unknown, and the error names the
versions that are loaded; with \`latest-loaded\` (\`inlet validate --profile-versions\`, \`profileVersions\` of the local HealthLake) the newest of these is
taken. Without a version US Core means 3.1.1; what a profile itself refers to without a version is that of its own package.

Where a profile fixes a code that its own required binding has not, the code is right in that slice: US Core 3.1.1 has the flow rate of pulse
oximetry in \`L/min\`, which is none of the units of vital signs, and by the letter could never be kept. HL7's validator judges what is in a slice by
the slice alone. What several profiles demand of one place is told once.
`;

const NARRATIVES = `## Ids of elements

Any text without white space, at every level. Under \`strict\` no two elements of a resource have the same: contained resources have ids of
their own, and those of ElementDefinitions are paths, of which sdf-16 and sdf-17 say it.

## Narratives

The XHTML of \`Narrative.div\` is well-formed XML, its characters and references to characters included, and has nothing but the elements and
attributes below. Names of characters are those of HTML 4 (\`&nbsp;\`), as HL7's validator takes them. Declarations, processing instructions, CDATA
sections and scripts are refused, scripts in addresses and styles as a browser would read them.

Every element may have ${[...NARRATIVE_ATTRIBUTES].map(code).join(', ')}.

${table(
  ['Element', 'More attributes'],
  [...NARRATIVE_ELEMENTS].map(([element, attributes]) =>
    row([
      code(element),
      [...attributes]
        .filter((each) => each !== '' && each !== 'xmlns' && !NARRATIVE_ATTRIBUTES.includes(each))
        .map(code)
        .join(', '),
    ]),
  ),
)}`;

function valueSets({ unlisted }: Model, elements: readonly ElementDefinition[]): string {
  const elementsWith = (url: string): string =>
    [
      ...new Set(
        elements
          .filter(
            ({ binding }) =>
              binding?.strength === 'required' && withoutVersion(binding.valueSet ?? '') === url,
          )
          .map(({ path }) => code(path)),
      ),
    ].join(', ');
  return `## Required value sets whose codes R4 does not list

${table(
  ['Value set', 'Checked', 'Elements'],
  [
    ...Object.keys(CODE_FORMS).map((url) => row([url, 'the form of a code', elementsWith(url)])),
    ...unlisted.map((url) => row([url, 'no', elementsWith(url)])),
  ],
)}`;
}

function invariants(model: Model, elements: readonly ElementDefinition[]): string {
  const checked = invariantsOf(model);
  const { refusalOf } = invariantRules(navigator(model));
  const refused = checked.filter((each) => refusalOf(each) !== undefined);
  const written = checked.filter(({ key }) => WRITTEN[key]).map(({ key }) => code(key));
  const advice = elements
    .flatMap(({ path, constraint = [] }) => constraint.map((each) => ({ ...each, path })))
    .filter(({ severity }) => severity !== 'error');
  const adviceRows = [...Map.groupBy(advice, ({ human = '' }) => human)].map(([human, all]) =>
    row([[...new Set(all.map(({ key }) => code(key)))].join(', '), human]),
  );
  return `## Invariants

Of the ${checked.length + ELSEWHERE.size} invariants of severity error, ${[...ELSEWHERE].map(code).join(', ')} are checked at every level, with the
structure. Under \`strict\` ${checked.length - refused.length} more are checked: ${written.join(', ')} by code of their own, the others by their FHIRPath.

Where the definition of an element names a profile of its type, that is kept, too: ${typeProfiles(model)}.

${
  refused.length === 0
    ? 'There is none that is not checked.'
    : table(
        ['Not checked', 'Rule', 'Why'],
        refused.map((each) => row([each.key, each.human, refusalOf(each) ?? ''])),
      )
}

### FHIRPath

Rules of R4 and of profiles are compiled from their FHIRPath, which is compared with HL7's own engine over generated expressions. What is not
of this subset (literals of dates and quantities, \`memberOf\`, \`aggregate\`, \`now()\` and others) is refused when the rule is compiled, and
told as not checked. An error of an expression, as \`single()\` of two items, is empty, and a rule that ends empty is not kept. A name of
a System type without its namespace is of elements, too (que-7: \`answer is Boolean\`); several items as a condition are true, as HL7's
validator has it. Numbers are those that JSON.parse gives: digits beyond those of a double, and zeros at a decimal's end, are lost, but for \`toString()\`,
which gives a decimal of the data as it is written.

### Corrected

The definitions and the search parameters are compared, whole, with HL7's own package of R4 4.0.1. Search parameters that are not there, though
the package they come from has them as HL7's, are left out: ${Object.entries(NOT_PARAMETERS_OF_R4)
    .map(([id, why = '']) => `${code(id)} (${why})`)
    .join(', ')}. These invariants were published with a mistake, and are checked
as R4 has them in words:

${table(
  ['Invariant', 'As published', 'As checked', 'Why'],
  Object.entries(CORRECTED).map(([key, correction]) =>
    row([
      code(key),
      code(correction?.published ?? ''),
      code(correction?.expression ?? ''),
      correction?.why ?? '',
    ]),
  ),
)}

### Warnings

Those of severity warning are advice. They refuse nothing, and nothing is told of them:

${table(['Invariant', 'Rule'], adviceRows)}`;
}

/** The profiles of R4 that types of elements name, with their rules. */
function typeProfiles({ types }: Model): string {
  const profiles = Object.values(types)
    .flatMap(({ elements: all }) => all.flatMap((element) => element.types))
    .flatMap(({ profile }) => profile ?? []);
  return [...Map.groupBy(profiles, ({ url }) => url)]
    .map(([url, all]) => {
      const keys = all[0]?.invariants.map(({ key, human }) => `${code(key)}: ${human}`).join('; ') ?? '';
      return `${code(url.slice(url.lastIndexOf('/') + 1))} at ${all.length} elements (${keys})`;
    })
    .join(', ');
}

/** Each key once. */
const invariantsOf = ({ types }: Model): Invariant[] => [
  ...new Map(
    Object.values(types)
      .flatMap(({ invariants: ofType = [], elements }) => [
        ...ofType,
        ...elements.flatMap((element) => element.invariants ?? []),
        ...elements.flatMap(({ types: each }) => each.flatMap(({ profile }) => profile?.invariants ?? [])),
      ])
      .map((each) => [each.key, each]),
  ).values(),
];

/** The elements of R4's own types. */
const elementsOf = (definitions: readonly Definition[]): ElementDefinition[] =>
  definitions.flatMap((each) =>
    each.resourceType === 'StructureDefinition' && each.derivation !== 'constraint' && !each.abstract
      ? (each.snapshot?.element ?? [])
      : [],
  );
