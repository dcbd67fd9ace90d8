import { dateEntries, periodEntries, timingEntries } from './date-entries.ts';
import type { Entry } from './entry.ts';
import { numberEntries, quantityEntries, rangeEntries, sampledEntries } from './quantity-entries.ts';
import { canonicalEntries, containedEntries, referenceEntries } from './reference-entries.ts';
import { addressEntries, nameEntries, textEntries } from './string-entries.ts';
import { codeEntries, codingEntries, conceptEntries, valueEntries } from './token-entries.ts';
import type { SearchKind } from './search-table.ts';

/** The entries of an element of one type. Of a value that the type cannot have there are none. */
export type EntriesOf = (value: unknown) => Entry[];

const types = (each: Readonly<Record<string, EntriesOf>>): ReadonlyMap<string, EntriesOf> =>
  new Map(
    Object.entries(each).flatMap(([names, entriesOf]) =>
      names.split(' ').map((name): [string, EntriesOf] => [name, entriesOf]),
    ),
  );

/** By kind of parameter: the FHIR types that it can be of (R4, "Search", the tables of each kind). Composites have entries in their parts. */
export const ENTRY_TYPES: Readonly<Partial<Record<SearchKind, ReadonlyMap<string, EntriesOf>>>> = {
  string: types({
    'string markdown code uri id': textEntries,
    HumanName: nameEntries,
    Address: addressEntries,
  }),
  token: types({
    'code string id boolean uri url canonical oid uuid markdown': codeEntries,
    Coding: codingEntries,
    CodeableConcept: conceptEntries,
    'Identifier ContactPoint': valueEntries,
  }),
  reference: types({
    Reference: referenceEntries,
    'canonical uri url oid uuid': canonicalEntries,
    Resource: containedEntries,
  }),
  uri: types({ 'uri url canonical oid uuid': canonicalEntries }),
  date: types({ 'date dateTime instant': dateEntries, Period: periodEntries, Timing: timingEntries }),
  number: types({ 'decimal integer positiveInt unsignedInt': numberEntries, Range: rangeEntries }),
  quantity: types({
    'Quantity Age Distance Duration Count SimpleQuantity MoneyQuantity Money': quantityEntries,
    Range: rangeEntries,
    SampledData: sampledEntries,
    'decimal integer positiveInt unsignedInt': numberEntries,
  }),
};
