import { expect, test } from '@jest/globals';
import { KNOWN_MESSAGES, about, demandedBy, message } from '../../../fhir/messages/messages.ts';

/** The messages that a text is recognised as, as they may be shown. */
const known = (text: string): string[] =>
  KNOWN_MESSAGES.filter(({ pattern }) => pattern.test(text)).map((each) => each.text);

test('a message has its values, and is recognised without them', () => {
  const text = message('wrongTarget', { type: 'Group', types: 'Patient, Device' });
  expect(text).toBe('The reference is to Group, but only Patient, Device is allowed here');
  expect(known(text)).toEqual(['The reference is to {type}, but only {types} is allowed here']);
});

test('quoted values are cut, and may hold what a regular expression or a template would mean something by', () => {
  const text = message('notAReference', { reference: `{type:word}'\n(${'.'.repeat(200)}` });
  expect(text).toContain(`'{type:word}'\n(${'.'.repeat(86)}...' is none: `);
  expect(known(text)).toEqual([
    "The reference '{reference}' is none: Type/id, Type?criteria, #id, a URL or a URN",
  ]);
});

test.each([
  ['Patient.name: max allowed = 1, but found 2', 'Patient.name'],
  ["Profile http://p|1, Element 'Patient.name': max allowed = 1, but found 2", 'Patient.name'],
  ['max allowed = 1, but found 2', undefined],
])('of %j the element is known', (text, path) => {
  const [found] = KNOWN_MESSAGES.flatMap(({ pattern }) => pattern.exec(text) ?? []);
  expect(found).toBe(text);
  expect(KNOWN_MESSAGES.map(({ pattern }) => pattern.exec(text)?.groups?.path).find(Boolean)).toBe(path);
});

test('the profile that demands it stands behind a message, the element before it', () => {
  const text = demandedBy('http://p|1', about('Patient.name', message('inNoSlice')));
  expect(text).toBe('Patient.name: this is in no slice, and the slicing is closed (from http://p|1)');
  expect(known(text)).toEqual(['this is in no slice, and the slicing is closed']);
});

test.each([
  [
    demandedBy('http://p|1', message('wrongNamedTarget', { type: 'Group', types: 'Patient, Device' })),
    "The type of the reference is '{type}', but only {types} is allowed here",
  ],
  [
    message('otherTargetNamed', { type: 'Patient', given: 'http://x/Group' }),
    "The reference is to {type}, but its type is given as '{type}'",
  ],
  [message('duplicateId', { id: "a'b" }), "The id '{id}' is that of another element of the resource, too"],
  [
    message('unknownProfile', { profile: 'http://p|1' }),
    "Profile reference '{profile}' has not been checked because it is unknown",
  ],
  [
    message('unknownProfileVersion', {
      profile: 'http://p|1',
      version: '1',
      versions: '2.0.0, 3.0.0-ballot',
    }),
    "Profile reference '{profile}' has not been checked because it is unknown: version {version} is meant, and {versions} loaded",
  ],
  [
    message('profileWithoutSnapshot', { profile: 'http://p' }),
    "Profile reference '{profile}' has not been checked because it has a differential and no snapshot",
  ],
])('%j is recognised, and as nothing else', (text, shown) => {
  expect(known(text)).toEqual([shown]);
});

test('a text that no rule words is not recognised', () => {
  expect(known('Something else')).toEqual([]);
});
