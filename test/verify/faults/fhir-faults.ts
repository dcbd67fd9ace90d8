import {
  all,
  answer,
  answered,
  api,
  body,
  done,
  fhir,
  json,
  sent,
  status,
  without,
  withoutHeader,
} from './fault.ts';
import type { Fault } from './fault.ts';

interface Bundle {
  entry?: { resource?: object }[];
  total?: number;
}
const LEVEL = 'x-amzn-healthlake-fhir-validation-level';

/** What a search finds is other than what is there. */
const finds = (query: RegExp, change: (found: Bundle) => Bundle): Fault =>
  answer(fhir('GET', query), json<Bundle>(change));

/** A resource of the run, by the end of its id. */
const oneMore = (name: string): ((found: Bundle) => Bundle) => {
  return ({ entry = [] }) => {
    const known = JSON.stringify(entry[0]?.resource ?? {});
    const [, run = ''] = /"id":"(v\w+-\d+-)/.exec(known) ?? [];
    return { entry: [...entry, { resource: { resourceType: 'Observation', id: `${run}${name}` } }] };
  };
};
const something = (): Bundle => ({ entry: [{ resource: { resourceType: 'Observation', id: 'x' } }] });

export const FHIR_INTERACTIONS_FAULTS: Readonly<Record<string, Fault>> = {
  'types-and-methods': answer(fhir('GET', /\/Nonsense\//), status(400)),
  'pages-of-histories': answer(fhir('GET', /_history\?name=x/), status(200)),
  conditions: answer(fhir('PUT', /\/Patient\?identifier/), status(400)),
  'conditional-create': answer(
    all(fhir('POST', /\/Patient$/), sent('if-none-exist', /./), answered(200)),
    withoutHeader('location'),
  ),
  'options-without-authorization': { settings: { guideOnly: true }, also: ['conditional-create'] },
  'smart-configuration': answer(fhir('GET', /smart-configuration$/), status(200)),
  // As the guide's page on PATCH has it.
  'statuses-of-patches': answer(all(fhir('PATCH', /patched$/), sent('if-match', /77/)), status(409)),
  'fhirpath-deletes': answer(all(fhir('PATCH', /by-path$/), answered(422)), status(200)),
  'checks-of-writes': answer(all(fhir('PUT', /checked$/), without(LEVEL)), status(200)),
  'put-of-a-new-id': answer(
    all(fhir('PUT', /again$/), answered(201)),
    json<{ meta?: object }>(() => ({ meta: { versionId: '1' } })),
  ),
  'times-of-versions': answer(
    fhir('GET', /_history\?_count=9$/),
    json<Bundle>(({ entry = [] }) => ({ entry: entry.toReversed() })),
  ),
  deletions: answer(fhir('DELETE', /never$/), status(204)),
  'largest-body': answer(fhir('PUT', /large$/), status(400)),
  'idempotency-keys': answer(fhir('POST', /\/Practitioner$/), status(200)),
};

export const FHIR_SEARCH_FAULTS: Readonly<Record<string, Fault>> = {
  'order-and-totals': finds(/birthdate=1881-08-01/, ({ entry = [] }) => ({ entry: entry.toReversed() })),
  'unknown-parameters': answer(fhir('GET', /gender:nearly=/), status(200)),
  tokens: finds(/status=FINAL/, something),
  'missing-values': finds(/code:missing=true/, () => ({ entry: [] })),
  'other-servers-and-zones': finds(/subject=https:/, something),
  'what-everything-has': finds(/\$everything$/, oneMore('doctor')),
  'dates-of-care': finds(/\$everything\?start=/, oneMore('undated')),
  'validate-unknown-profile': answer(fhir('POST', /\$validate\?profile=/), status(404)),
};

interface EndedExport {
  output?: { url: string }[];
}
const isAsked = fhir('GET', /\/export\/\w+$/);

export const FHIR_BUNDLES_FAULTS: Readonly<Record<string, Fault>> = {
  'kick-off': answer(all(fhir('GET', /\$export\?/), without('prefer')), status(202)),
  'files-of-an-export': answer(
    all(isAsked, answered(200)),
    json<EndedExport>(({ output = [] }) => ({
      output: output.map((file) => ({ ...file, url: file.url.replace('/export/', '/files/') })),
    })),
  ),
  'members-of-an-export': answer(
    all(isAsked, answered(200)),
    json(() => ({ JobName: 'x' })),
  ),
  'instant-of-an-export': answer(
    all(isAsked, answered(200)),
    json<EndedExport>((ended) => ({ ...ended, transactionTime: '2001-01-01T00:00:00.000Z' })),
  ),
  'exports-by-get-are-not-listed': answer(api('DescribeFHIRExportJob'), done()),
  'ended-exports': answer(fhir('DELETE', /\/export\//), status(202)),
  'failed-transactions': answer(
    all(fhir('POST', /\/r4\/?$/), body(/"transaction".*-tried/s), answered(404)),
    (given) => {
      given.text = given.text.replaceAll('entry[1]', 'an entry');
    },
  ),
  'conditional-references': answer(
    all(fhir('POST', /\/r4\/?$/), body(/Organization\?identifier/)),
    status(200),
  ),
  'links-of-transactions': answer(
    all(fhir('POST', /\/r4\/?$/), body(/"batch".*-late/s), sent('prefer', /respond-async/)),
    status(202),
  ),
  'most-entries': answer(all(fhir('POST', /\/r4\/?$/), body(/^(?:.*?"GET"){501}/s)), status(200)),
  'later-transactions': answer(
    fhir('GET', /\/Patient\/\S+-later$/),
    json<{ birthDate?: string }>(() => ({ birthDate: '2001-01-01' })),
  ),
};
