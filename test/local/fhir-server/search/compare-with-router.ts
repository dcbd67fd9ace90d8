import type { Resource } from '@medplum/fhirtypes';
import type { Answer, Endpoint } from '../endpoint.ts';
import { linkOf, startEndpoint } from '../endpoint.ts';
import type { RouterPeer } from './router-peer.ts';
import { openRouterPeer } from './router-peer.ts';
import type { WholeSearch } from './whole-searches.ts';
import { wholeSearches } from './whole-searches.ts';

/** What one search found on one side and not on the other, as `Type/id`. */
export interface Difference extends WholeSearch {
  value: string;
  onlyOurs: Resource[];
  onlyTheirs: Resource[];
}

/** A difference that is right: who decides, and how such differences are known. */
interface Explanation {
  why: string;
  /** `assumed`: neither says it plainly, and docs/verify.md lists it. */
  decidedBy: 'R4' | 'guide' | 'assumed';
  /** Whether the made-up population has none such. */
  isOfRealData?: true;
  isIt: (difference: Difference) => boolean;
}

const isTheirsAlone = ({ onlyOurs }: Difference): boolean => onlyOurs.length === 0;
const isOursAlone = ({ onlyTheirs }: Difference): boolean => onlyTheirs.length === 0;

/** Whether a text of a concept, which is no code, is what was asked for. */
const hasAsText =
  (value: string) =>
  (resource: Resource): boolean =>
    ['text', 'display'].some((member) =>
      JSON.stringify(resource).includes(`"${member}":${JSON.stringify(value)}`),
    );

/** Whether the text behind the system stands in it, and not so. */
const hasInAnotherCase =
  (value: string) =>
  (resource: Resource): boolean => {
    const [json, text] = [JSON.stringify(resource), value.slice(value.indexOf('|') + 1)];
    return !json.includes(`"${text}"`) && json.toLowerCase().includes(`"${text.toLowerCase()}"`);
  };

/** What Medplum has added to R4's search parameters. */
const MEDPLUMS_OWN = new Set(['ServiceRequest.order-detail']);

/** Every kind of difference; one that is in none of them fails the test, and so does one that nobody has any more. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    why: 'A string is found by how it begins ("String": starts with). Medplum finds it by any part.',
    decidedBy: 'R4',
    isIt: (each) => each.kind === 'string' && ['', 'middle'].includes(each.how) && isTheirsAlone(each),
  },
  {
    why: 'Strings are compared with their case. Medplum goes by R4, which has it otherwise.',
    decidedBy: 'guide',
    isIt: (each) =>
      each.kind === 'string' && ['lower case', ':contains'].includes(each.how) && isTheirsAlone(each),
  },
  {
    why: 'Each part of a name or an address is a string by itself ("Search parameters", Patient.name: any of the string fields). Medplum joins them.',
    decidedBy: 'R4',
    isIt: (each) =>
      each.kind === 'string' &&
      isTheirsAlone(each) &&
      /\s/.test(each.value) &&
      !each.how.startsWith(':exact'),
  },
  {
    why: ':exact is the whole string, and a comma parts values. Medplum has no :exact.',
    decidedBy: 'R4',
    isIt: (each) => each.how === ':exact' && isTheirsAlone(each),
  },
  {
    why: 'A token is a code; texts and displays are found by :text ("Token"). Medplum takes them for codes.',
    decidedBy: 'R4',
    isIt: (each) =>
      each.kind === 'token' &&
      (each.how === ':not'
        ? isOursAlone(each) && each.onlyOurs.every(hasAsText(each.value))
        : isTheirsAlone(each) && each.onlyTheirs.every(hasAsText(each.value))),
  },
  {
    why: 'An id alone is a reference to any type that the parameter may have ("Reference"). Medplum wants that to be one type.',
    decidedBy: 'R4',
    isIt: (each) => each.kind === 'reference' && each.how === 'id' && isOursAlone(each),
  },
  {
    why: 'Tokens are compared to the letter ("Token" leaves it to the code system, and would rather have too much). Medplum goes by no case.',
    decidedBy: 'assumed',
    isOfRealData: true,
    isIt: (each) =>
      each.kind === 'token' &&
      (each.how === ':not' ? isOursAlone(each) : isTheirsAlone(each)) &&
      [...each.onlyOurs, ...each.onlyTheirs].every(hasInAnotherCase(each.value)),
  },
  {
    why: 'Equal is a date whose whole time is within what was asked for ("Prefixes": fully contains), and ne is of a value that is not equal: without one a resource is not found. Medplum takes what overlaps it, and finds those without.',
    decidedBy: 'R4',
    isOfRealData: true,
    isIt: (each) =>
      each.kind === 'date' &&
      (each.how.startsWith('ne') || (each.how.startsWith(' ') && isTheirsAlone(each))),
  },
  {
    why: 'Missing is what has no value for the parameter (":missing": usually, not always, that the element is not there): a reference to nothing, by display, identifier or a search alone, and a concept without a code. Medplum looks for the element.',
    decidedBy: 'assumed',
    isOfRealData: true,
    isIt: (each) =>
      each.how === ':missing' &&
      (each.value === 'true' ? isOursAlone(each) : isTheirsAlone(each)) &&
      ['reference', 'token'].includes(each.kind),
  },
  {
    why: 'R4 has no such parameter, and an unknown one is 400.',
    decidedBy: 'guide',
    isOfRealData: true,
    isIt: ({ how, resourceType, parameter }) =>
      how === 'refused' && MEDPLUMS_OWN.has(`${resourceType}.${parameter}`),
  },
];

export interface Comparison {
  searches: number;
  differences: Difference[];
  unexplained: string[];
  /** Of EXPLANATIONS, those that no difference has. */
  unused: string[];
}

/** A FHIR endpoint of ours and the other server, with the same resources. */
export interface Both {
  resources: readonly Resource[];
  endpoint: Endpoint;
  peer: RouterPeer;
}

/** Asks both sides all searches that the resources lend themselves to. @param values of each parameter */
export async function compareWithRouter(
  { resources, endpoint, peer }: Both,
  values: number,
): Promise<Comparison> {
  const named = new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  const differences: Difference[] = [];
  const searches = wholeSearches(resources, values);
  for (const search of searches) {
    const ours = await allOf(endpoint, search.url).catch(() => undefined);
    const theirs = (await peer.search(search.url)) ?? [];
    const [value = ''] = new URLSearchParams(search.url.slice(search.url.indexOf('?') + 1)).values();
    if (!ours) {
      differences.push({ ...search, how: 'refused', value, onlyOurs: [], onlyTheirs: [] });
      continue;
    }
    const without = (one: readonly string[], other: ReadonlySet<string>): Resource[] =>
      one.flatMap((name) => (other.has(name) ? [] : (named.get(name) ?? [])));
    const [onlyOurs, onlyTheirs] = [without(ours, new Set(theirs)), without(theirs, new Set(ours))];
    if (onlyOurs.length + onlyTheirs.length > 0) differences.push({ ...search, value, onlyOurs, onlyTheirs });
  }
  return {
    searches: searches.length,
    differences,
    unexplained: differences
      .filter((each) => !EXPLANATIONS.some(({ isIt }) => isIt(each)))
      .map(
        ({ url, onlyOurs, onlyTheirs }) =>
          `${url}: only ours ${onlyOurs.length}, only theirs ${onlyTheirs.length}`,
      ),
    unused: EXPLANATIONS.filter(
      ({ isIt, isOfRealData }) => isOfRealData !== true && !differences.some(isIt),
    ).map(({ why }) => why),
  };
}

/** Both sides with the same resources: those that ours takes, for it judges them. */
export async function bothOver(given: readonly Resource[]): Promise<Both> {
  const endpoint = await startEndpoint();
  try {
    const resources: Resource[] = [];
    for (let from = 0; from < given.length; from += MOST_ENTRIES)
      resources.push(...(await stored(endpoint, given.slice(from, from + MOST_ENTRIES))));
    return { resources, peer: await openRouterPeer(resources), endpoint };
  } catch (error) {
    await endpoint.stop();
    throw error;
  }
}

const MOST_ENTRIES = 500;

async function stored(endpoint: Endpoint, resources: readonly Resource[]): Promise<Resource[]> {
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id ?? ''}` },
  }));
  const body = { resourceType: 'Bundle', type: 'batch', entry };
  const { json } = await endpoint.send('', { method: 'POST', body });
  const answers = json.entry as { response: { status: string } }[];
  return resources.filter((_, index) => answers[index]?.response.status.startsWith('201'));
}

/** All pages of a search, as `Type/id`. @throws Error where it is refused */
export async function allOf(endpoint: Endpoint, url: string): Promise<string[]> {
  const found: string[] = [];
  for (let next: string | undefined = `${url}&_count=100`; next !== undefined;) {
    const answer: Answer = await endpoint.send(next);
    if (answer.status !== 200) throw new Error(`${url}: ${answer.issues.join()}`);
    const entries = (answer.json.entry ?? []) as { resource: { resourceType: string; id: string } }[];
    found.push(...entries.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
    next = linkOf(answer, 'next');
  }
  return found;
}
