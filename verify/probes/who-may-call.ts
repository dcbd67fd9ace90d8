import type { NoProbe, Probe } from '../assumption.ts';
import { about, noProbe, reads, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import type { FhirAnswer } from '../bench/fhir.ts';
import { NotRun } from '../cannot-tell.ts';

/** A request of the stage's own data store with a bearer token; it reads, and finds nobody. */
async function bearing(
  bench: Bench,
  token: string,
  path = 'Patient?_id=inlet-verify-nobody',
): Promise<FhirAnswer> {
  const { body } = await bench.api('DescribeFHIRDatastore', { DatastoreId: bench.stage.datastoreId });
  const properties = body.DatastoreProperties as
    { IdentityProviderConfiguration?: { AuthorizationStrategy?: string } } | undefined;
  const strategy = properties?.IdentityProviderConfiguration?.AuthorizationStrategy ?? 'AWS_AUTH';
  if (!strategy.startsWith('SMART'))
    throw new NotRun('a stage whose data store takes bearer tokens (docs/smart-on-fhir.md)');
  const fhir = await bench.fhirOf(bench.stage.datastoreId);
  return fhir('GET', path, { signed: 'none', headers: { authorization: `Bearer ${token}` } });
}

/** The statuses of requests with tokens of these scopes. */
const withScopes = (expects: string, ...asked: readonly (readonly [scope: string, path?: string])[]): Probe =>
  reads(expects, async (bench) => {
    const { tokenFor } = bench.stage;
    if (tokenFor === undefined)
      throw new NotRun(
        '--token-command "<command>" that prints a bearer token with the scopes in $INLET_SCOPE',
      );
    const seen: string[] = [];
    for (const [scope, path] of asked) {
      const { status } = await bearing(bench, await tokenFor(scope), path);
      seen.push(`${scope} ${status}`);
    }
    return seen.join(', ');
  });

const OWN_PROVIDER: NoProbe = noProbe(
  'harm',
  'it takes an identity provider that lets pass on purpose what Inlet’s refuses',
);
const SEEN_INSIDE: NoProbe = noProbe(
  'harm',
  'it takes an identity provider that writes down what it was asked',
);

export const WHO_MAY_CALL = about('Who may call', {
  'asked-each-time': ['Nothing of an answer is kept: each request asks once.', SEEN_INSIDE],
  'refused-tokens': [
    'A bad or missing token, and an identity provider that fails or is too slow, are 401 with issue code `login`; missing scopes, role and permission, and a wrong signature (`inlet local --strict-auth`), are 403 with `forbidden`.',
    reads('401 login', async (bench) => {
      const { status, codes } = await bearing(bench, 'bm90.YQ.dG9rZW4');
      return `${status} ${codes.join(', ')}`;
    }),
  ],
  'missing-scopes': [
    'Missing scopes are 403.',
    withScopes('system/Observation.rs 403', ['system/Observation.rs']),
  ],
  'operation-names': [
    '`operationName` is the IAM action: VersionReadResource for vread, ProcessBundle for Bundles, GetCapabilities for `metadata`.',
    SEEN_INSIDE,
  ],
  clocks: [
    'Clocks may differ by 10 seconds: `exp` and `nbf` are judged as Inlet’s identity provider judges them.',
    OWN_PROVIDER,
  ],
  'forms-of-the-patient': [
    'The claim `patient` is an id, `Patient/<id>`, or that below the data store’s own endpoint.',
    OWN_PROVIDER,
  ],
  'forms-of-scopes': [
    'Scopes are parted by spaces alone; one with characters that RFC 6749 does not allow, or without rights, grants nothing.',
    OWN_PROVIDER,
  ],
  'forms-of-answers': [
    '`aud` is the endpoint to the letter; `isAuthorized` is true or "true".',
    OWN_PROVIDER,
  ],
  'tokens-for-aws-auth': [
    'A data store with AWS_AUTH refuses bearer tokens: 401.',
    writes('401', async (bench) => {
      const { body } = await bench.api('DescribeFHIRDatastore', { DatastoreId: bench.datastoreId });
      const properties = body.DatastoreProperties as
        { IdentityProviderConfiguration?: { AuthorizationStrategy?: string } } | undefined;
      if (properties?.IdentityProviderConfiguration?.AuthorizationStrategy?.startsWith('SMART') === true)
        throw new NotRun('--create-datastore: the given data store takes bearer tokens');
      const headers = { authorization: 'Bearer bm90.YQ.dG9rZW4' };
      return String((await bench.fhir('GET', 'Patient?_count=1', { signed: 'none', headers })).status);
    }),
  ],
  'user-scopes': [
    '`user/` scopes grant what `system/` scopes grant.',
    withScopes('system/Patient.rs 200, user/Patient.rs 200', ['system/Patient.rs'], ['user/Patient.rs']),
  ],
  'patient-scopes': [
    '`patient/` scopes grant the compartment of the claim `patient` by R4’s CompartmentDefinition: searches find only that, writes need both what is stored and what comes to be in it, resource types outside of it are 403, and so is what does not exist.',
    withScopes(
      'patient/*.rs 200, patient/*.rs 403, patient/*.rs 403',
      ['patient/*.rs'],
      ['patient/*.rs', 'Organization?_id=inlet-verify-nobody'],
      ['patient/*.rs', 'Patient/inlet-verify-nobody'],
    ),
  ],
  'scopes-not-honoured': [
    'Scopes that the data store does not honour grant nothing: v2 without `permission-v2` or with SMART_ON_FHIR_V1, filters without `permission-v2.2`.',
    noProbe(
      'cost',
      'it takes a data store with each strategy and set of capabilities, with an identity provider each',
    ),
  ],
  'scopes-on-the-way': [
    'Scopes and their filters hold for what a search finds on its way and brings along, too: chains, `_has`, `_include` and `_revinclude` see what the caller may search for, and nothing else is found, counted or sorted by.',
    withScopes(
      'system/Observation.rs 200, system/Patient.rs 200',
      ['system/Observation.rs', 'Observation?subject:Patient.name=inlet-verify-nobody'],
      ['system/Patient.rs', 'Patient?_id=inlet-verify-nobody&_revinclude=Observation:subject'],
    ),
  ],
  'scopes-with-filters': [
    'A scope with a filter (`patient/Observation.rs?category=laboratory`) grants what a search by the filter would find: searches find only that, and writes need both what is stored and what comes to meet it.',
    withScopes('system/Observation.rs?category=laboratory 200', [
      'system/Observation.rs?category=laboratory',
      'Observation?_id=inlet-verify-nobody',
    ]),
  ],
});

/** docs/smart-on-fhir.md, "Assumed of HealthLake". */
export const SMART = about('SMART on FHIR', {
  'tolerant-clock': [
    'It is as tolerant of clocks as Inlet: a token whose `exp` is past by less than 10 seconds is passed on with its `exp`. The local endpoint takes it.',
    noProbe('time', 'it takes a token that expires while it is on its way, to the second'),
  ],
  'times-that-were-added': [
    'It takes `nbf` and `iat` that the token did not have.',
    noProbe('harm', 'it takes an issuer whose tokens lack them'),
  ],
  'patient-as-an-id': [
    "It wants the patient as an id; the local endpoint reads references too, from identity providers that are not Inlet's.",
    withScopes('patient/Patient.rs 200', ['patient/Patient.rs']),
  ],
  'other-grant-types': [
    "It takes other values beside the two that it knows in `grant_types_supported` of a data store's metadata: AWS's own examples have such.",
    noProbe('cost', 'it takes a data store of its own with an identity provider'),
  ],
  'role-of-an-export': [
    '`$export` by a bearer token takes a `DataAccessRoleArn`, so the role that the token leads to needs `iam:PassRole` for that one beside what `SmartRole` may do. The stack grants none: name a role of your own in `roles`.',
    noProbe('harm', 'it exports the data of a data store with an identity provider'),
  ],
});
