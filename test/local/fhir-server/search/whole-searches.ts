import type { Resource } from '@medplum/fhirtypes';
import {
  convertToSearchableDates,
  convertToSearchableReferences,
  convertToSearchableStrings,
  convertToSearchableTokens,
  evalFhirPathTyped,
  getSearchParameters,
  toTypedValue,
} from '@medplum/core';

/** A search of one type by one parameter, as it stands in a URL behind the endpoint. */
export interface WholeSearch {
  resourceType: string;
  parameter: string;
  kind: string;
  /** Behind a colon, or a prefix of the value. */
  how: string;
  url: string;
}

/** How a value is asked for, by the kind of the parameter: modifiers behind a colon, prefixes, and what is taken of it. */
const FORMS: Readonly<
  Record<string, readonly [how: string, modifier: string, take: (value: string) => string][]>
> = {
  token: [
    ['', '', (value) => value],
    ['code', '', (value) => value.slice(value.indexOf('|') + 1)],
    ['system', '', (value) => value.slice(0, value.indexOf('|') + 1)],
    [':not', ':not', (value) => value],
  ],
  reference: [
    ['', '', (value) => value],
    ['id', '', (value) => value.slice(value.indexOf('/') + 1)],
  ],
  string: [
    ['', '', (value) => value.slice(0, 4)],
    ['middle', '', (value) => value.slice(2, 6)],
    ['lower case', '', (value) => value.slice(0, 4).toLowerCase()],
    [':exact', ':exact', (value) => value],
    [':contains', ':contains', (value) => value.slice(1, 5)],
  ],
  date: ['', 'ne', 'lt', 'gt', 'le', 'ge', 'sa', 'eb'].flatMap((prefix) =>
    [4, 10].map((length): [string, string, (value: string) => string] => [
      `${prefix} ${length === 4 ? 'year' : 'day'}`,
      '',
      (value) => prefix + value.slice(0, length),
    ]),
  ),
  uri: [['', '', (value) => value]],
};

/**
 * The searches for values that resources have, by every parameter whose kind both sides know.
 * @param values of each parameter
 */
export function wholeSearches(resources: readonly Resource[], values: number): WholeSearch[] {
  const types = new Set(resources.map(({ resourceType }) => resourceType));
  return [...types].flatMap((resourceType) => {
    const ofType = resources.filter((resource) => resource.resourceType === resourceType);
    return Object.values(getSearchParameters(resourceType) ?? {}).flatMap(
      ({ code, type: kind, expression }) => {
        const forms = FORMS[kind];
        if (!forms || expression === undefined || code.startsWith('_')) return [];
        const texts = new Set(ofType.flatMap((resource) => textsOf(kind, resource, expression)));
        const missing = ['true', 'false'].map((missing) => [':missing', `${code}:missing`, missing] as const);
        const asked = [...texts]
          .slice(0, values)
          .flatMap((value) =>
            forms.map(([how, modifier, take]) => [how, code + modifier, take(value)] as const),
          );
        return [...missing, ...asked].flatMap(([how, name, value]) =>
          value === '' || value === '|'
            ? []
            : [
                {
                  resourceType,
                  parameter: code,
                  kind,
                  how,
                  url: `${resourceType}?${new URLSearchParams({ [name]: value }).toString()}`,
                },
              ],
        );
      },
    );
  });
}

function textsOf(kind: string, resource: Resource, expression: string): string[] {
  const found = evalFhirPathTyped(expression, [toTypedValue(resource)]);
  const texts: (string | undefined)[] =
    kind === 'token'
      ? convertToSearchableTokens(found).flatMap(({ system, value }) =>
          value === undefined ? [] : [system === undefined ? value : `${system}|${value}`],
        )
      : kind === 'reference'
        ? convertToSearchableReferences(found).filter((reference) => /^[A-Z]\w+\/[\w.-]+$/.test(reference))
        : kind === 'date'
          ? convertToSearchableDates(found).map(({ start, end }) => start ?? end)
          : convertToSearchableStrings(found);
  return texts.flatMap((text) => (text === undefined ? [] : [text]));
}
