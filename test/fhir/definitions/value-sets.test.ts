import { expect, test } from '@jest/globals';
import type { CodeSystem, Definition, ValueSet } from '../../../fhir/definitions/definitions.ts';
import { valueSets } from '../../../fhir/definitions/value-sets.ts';

const COLOURS: CodeSystem = {
  resourceType: 'CodeSystem',
  url: 'colours',
  content: 'complete',
  concept: [
    { code: 'warm', concept: [{ code: 'red' }, { code: 'orange' }] },
    { code: 'cold', concept: [{ code: 'blue' }] },
  ],
};

const set = (url: string, compose: ValueSet['compose'], expansion?: ValueSet['expansion']): ValueSet => ({
  resourceType: 'ValueSet',
  url,
  ...(compose && { compose }),
  ...(expansion && { expansion }),
});

const codes = (...more: Definition[]): unknown => valueSets([COLOURS, ...more]).codesOf('it');

test.each<[what: string, sets: ValueSet[], codes: unknown]>([
  [
    'a whole system',
    [set('it', { include: [{ system: 'colours' }] })],
    { colours: ['warm', 'red', 'orange', 'cold', 'blue'] },
  ],
  [
    'listed concepts of a system that is not known',
    [set('it', { include: [{ system: 's', concept: [{ code: 'a' }] }] })],
    { s: ['a'] },
  ],
  [
    'what is below a concept',
    [
      set('it', {
        include: [{ system: 'colours', filter: [{ property: 'concept', op: 'is-a', value: 'warm' }] }],
      }),
    ],
    { colours: ['warm', 'red', 'orange'] },
  ],
  [
    'descendants only',
    [
      set('it', {
        include: [
          { system: 'colours', filter: [{ property: 'concept', op: 'descendent-of', value: 'warm' }] },
        ],
      }),
    ],
    { colours: ['red', 'orange'] },
  ],
  [
    'all but some',
    [
      set('it', {
        include: [{ system: 'colours' }],
        exclude: [{ system: 'colours', concept: [{ code: 'blue' }, { code: 'red' }] }],
      }),
    ],
    { colours: ['warm', 'orange', 'cold'] },
  ],
  [
    'another value set',
    [
      set('it', { include: [{ valueSet: ['other|1'] }] }),
      set('other', { include: [{ system: 's', concept: [{ code: 'a' }] }] }),
    ],
    { s: ['a'] },
  ],
  [
    'what a system and a value set have in common',
    [
      set('it', { include: [{ system: 'colours', valueSet: ['other'] }] }),
      set('other', { include: [{ system: 'colours', concept: [{ code: 'red' }] }] }),
    ],
    { colours: ['red'] },
  ],
  [
    'an expansion that comes along',
    [
      set('it', undefined, {
        contains: [{ system: 's', code: 'a', contains: [{ system: 's', code: 'b' }] }],
      }),
    ],
    { s: ['a', 'b'] },
  ],
  ['a system that is not known', [set('it', { include: [{ system: 'unknown' }] })], undefined],
  [
    'a filter that is not known',
    [set('it', { include: [{ system: 'colours', filter: [{ property: 'hue', op: '=', value: '1' }] }] })],
    undefined,
  ],
  ['a value set of itself', [set('it', { include: [{ valueSet: ['it'] }] })], undefined],
])('the codes of %s', (_what, sets, expected) => {
  expect(codes(...sets)).toEqual(expected);
});
