import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Model } from '../../../fhir/definitions/model.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import type { Link } from '../../../fhir/r4/links.ts';
import { withLinks } from '../../../fhir/r4/links.ts';
import { loadR4 } from '../../../fhir/r4/load-r4.ts';

let model: Model;
beforeAll(async () => {
  model = loadR4(await r4Folder()).model();
});

const URN = 'urn:uuid:2f1c9d0e-52b5-4a51-9c3b-6d1d6d1f0a01';

/** A resource's text with every link that is the URN replaced, and what the links were. */
function replaced(resource: object | string): { text: string; kinds: Link['kind'][] } {
  const kinds: Link['kind'][] = [];
  const bytes = Buffer.from(typeof resource === 'string' ? resource : JSON.stringify(resource));
  const text = withLinks(bytes, model, ({ kind, address }) => {
    if (address !== URN) return undefined;
    kinds.push(kind);
    return 'Patient/p&1';
  }).toString();
  return { text, kinds };
}

const narrative = (content: string) => ({
  resourceType: 'Patient',
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>` },
});

describe('links are', () => {
  test.each<[string, object, Link['kind']]>([
    ['a reference', { resourceType: 'Observation', subject: { reference: URN } }, 'reference'],
    ['one of a list', { resourceType: 'Observation', performer: [{}, { reference: URN }] }, 'reference'],
    ['an element of type uri', { resourceType: 'Observation', meta: { source: URN } }, 'uri'],
    [
      'one of type url',
      { resourceType: 'DocumentReference', content: [{ attachment: { url: URN } }] },
      'url',
    ],
    ['the address of an Endpoint', { resourceType: 'Endpoint', address: URN }, 'url'],
    [
      'an extension of type uri',
      { resourceType: 'Patient', extension: [{ url: 'u', valueUri: URN }] },
      'uri',
    ],
    ['one of type oid', { resourceType: 'Patient', extension: [{ url: 'u', valueOid: URN }] }, 'oid'],
    ['one of type uuid', { resourceType: 'Patient', extension: [{ url: 'u', valueUuid: URN }] }, 'uuid'],
    [
      'a reference in an extension of a primitive',
      {
        resourceType: 'Patient',
        _birthDate: { extension: [{ url: 'u', valueReference: { reference: URN } }] },
      },
      'reference',
    ],
    [
      'a reference in an extension of one of a list of primitives',
      {
        resourceType: 'Patient',
        name: [{ given: ['A'], _given: [{ extension: [{ url: 'u', valueUrl: URN }] }] }],
      },
      'url',
    ],
    [
      'a reference of a contained resource',
      {
        resourceType: 'Observation',
        contained: [{ resourceType: 'Specimen', id: 's', subject: { reference: URN } }],
      },
      'reference',
    ],
  ])('%s', (_, resource, kind) => {
    const { text, kinds } = replaced(resource);
    expect(kinds).toEqual([kind]);
    expect(text).toBe(JSON.stringify(resource).replace(JSON.stringify(URN), '"Patient/p&1"'));
  });

  test.each([
    ['a link', `<p><a href="${URN}">x</a></p>`, '<p><a href="Patient/p&amp;1">x</a></p>'],
    ['a picture', `<img alt="a > b" src='${URN}'/>`, '<img alt="a > b" src="Patient/p&amp;1"/>'],
    [
      'a link with a character by reference',
      `<a href="${URN.replace('u', '&#x75;')}">x</a>`,
      '<a href="Patient/p&amp;1">x</a>',
    ],
  ])('%s in a narrative', (_, given, expected) => {
    expect(JSON.parse(replaced(narrative(given)).text)).toEqual(narrative(expected));
  });
});

test.each<[string, object]>([
  ['a text', { resourceType: 'Observation', note: [{ text: URN }] }],
  ['the value of an identifier', { resourceType: 'Patient', identifier: [{ system: 's', value: URN }] }],
  ['a canonical', { resourceType: 'Patient', meta: { profile: [URN] } }],
  ['what a reference shows', { resourceType: 'Observation', subject: { display: URN } }],
  ['an id', { resourceType: 'Patient', id: URN }],
  ['an element that R4 does not have', { resourceType: 'Patient', subject: { reference: URN } }],
  ['a resource of no type', { subject: { reference: URN } }],
  ['text of a narrative', narrative(`<p title="${URN}">${URN}<q cite="${URN}">x</q></p>`)],
  ['a link’s text', narrative(`<a name="href='${URN}'">${URN}</a>`)],
])('%s is no link', (_, resource) => {
  expect(replaced(resource)).toEqual({ text: JSON.stringify(resource), kinds: [] });
});

test('every other byte stays as it was, and escapes are read', () => {
  const text = String.raw`{ "resourceType" : "Observation",
 "subject":{"reference": "urn:\u0075uid:2f1c9d0e-52b5-4a51-9c3b-6d1d6d1f0a01" , "display":"é\u00e9"}, "valueQuantity":{"value":1.50} }`;
  expect(replaced(text).text).toBe(text.replace(/"urn:[^"]*"/, '"Patient/p&1"'));
});
