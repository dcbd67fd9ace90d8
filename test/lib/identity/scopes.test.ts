import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ScopeAbilities } from '../../../lib/identity/scopes.ts';
import { parseResourceScope, readScopes } from '../../../lib/identity/scopes.ts';

const V1: ScopeAbilities = { v2: false, filters: false };
const V2: ScopeAbilities = { v2: true, filters: false };
const V2_2: ScopeAbilities = { v2: true, filters: true };

const rightsOf = (scope: string): string | undefined =>
  parseResourceScope(scope) && [...(parseResourceScope(scope)?.rights ?? [])].join('');
const granted = (claim: unknown, abilities = V2_2, hasPatient = true): string[] =>
  readScopes(claim, abilities, hasPatient).resource.map(({ scope }) => scope);

describe('a resource scope', () => {
  test.each([
    ['system/*.read', 'rs'],
    ['user/Patient.write', 'cud'],
    ['user/Observation.*', 'cruds'],
    ['system/*.*', 'cruds'],
    ['system/Patient.r', 'r'],
    ['system/*.cruds', 'cruds'],
    ['patient/Condition.rs', 'rs'],
    ['system/Encounter.cud', 'cud'],
    ['system/Encounter.s', 's'],
  ])('%s grants %s', (scope, rights) => {
    expect(rightsOf(scope)).toBe(rights);
  });

  test('is parsed into what a judge of type, filter and compartment needs', () => {
    expect(
      parseResourceScope('patient/Observation.rs?category=http://t.example%7Claboratory&status=final'),
    ).toEqual({
      scope: 'patient/Observation.rs?category=http://t.example%7Claboratory&status=final',
      context: 'patient',
      resourceType: 'Observation',
      version: 2,
      rights: new Set(['r', 's']),
      filter: [
        { name: 'category', value: 'http://t.example|laboratory' },
        { name: 'status', value: 'final' },
      ],
    });
  });

  test.each([
    ['letters out of order', 'system/Patient.sr'],
    ['a letter twice', 'system/Patient.rr'],
    ['no right at all', 'system/Patient.'],
    ['no right before a filter', 'system/Observation.?category=laboratory'],
    ['a tab in a filter', 'system/Observation.rs?category=\tlaboratory'],
    ['a line feed in a filter', 'system/Observation.rs?category=laboratory\nsystem/*.cruds'],
    ['a no-break space in a filter', 'system/Observation.rs?category=a\u00a0b'],
    ['a quotation mark in a filter', 'system/Observation.rs?category="a"'],
    ['a backslash in a filter', 'system/Observation.rs?category=a\\b'],
    ['a letter that is not ASCII in a filter', 'system/Observation.rs?category=gr\u00f6\u00dfe'],
    ['a control character', 'system/Observation.rs?category=a\u0000'],
    ['an unknown right', 'system/Patient.admin'],
    ['v1 and v2 mixed', 'system/Patient.readrs'],
    ['a lower-case type', 'system/patient.rs'],
    ['no type', 'system/.rs'],
    ['a star inside a type', 'system/Pat*.rs'],
    ['something after it', 'system/Patient.rs\n'],
    ['rights in upper case', 'system/Patient.RS'],
    ['a context in upper case', 'System/Patient.rs'],
    ['something before it', '\tsystem/Patient.rs'],
    ['a filter with v1 rights', 'system/Observation.read?category=laboratory'],
    ['a filter on every type', 'system/*.rs?_tag=x'],
    ['an empty filter', 'system/Observation.rs?'],
    ['a filter without a value', 'system/Observation.rs?category='],
    ['a filter without a name', 'system/Observation.rs?=laboratory'],
    ['a second filter that is empty', 'system/Observation.rs?category=laboratory&'],
    ['a chained parameter', 'system/Observation.rs?subject.name=x'],
    ['a reverse chain', 'system/Patient.rs?_has:Observation:patient:code=x'],
    ['an include', 'system/Observation.rs?_include=Observation:subject'],
    ['a reverse include', 'system/Patient.rs?_revinclude=Observation:subject'],
    ['a composite value', 'system/Observation.rs?code-value-quantity=x$5'],
    ['a composite value in disguise', 'system/Observation.rs?code-value-quantity=x%245'],
    ['broken percent encoding', 'system/Observation.rs?category=%zz'],
  ])('with %s is none, and is dropped', (_, scope) => {
    expect(readScopes(scope, V2_2, true)).toEqual({ resource: [], others: [], dropped: { malformed: 1 } });
  });
});

describe('a scope that the data store cannot honour grants nothing, and is not trimmed to a wider one', () => {
  test.each([
    ['v1 on a store of v1', 'system/*.read', V1, true],
    ['v2 on a store of v1', 'system/*.rs', V1, false],
    ['v1 on a store of v2', 'system/*.read', V2, true],
    ['v2 on a store of v2', 'system/*.rs', V2, true],
    ['a filter without permission-v2.2', 'system/Observation.rs?category=laboratory', V2, false],
    ['a filter with permission-v2.2', 'system/Observation.rs?category=laboratory', V2_2, true],
    ['a filter on a store of v1', 'system/Observation.rs?category=laboratory', V1, false],
  ])('%s', (_, scope, abilities, counts) => {
    const { resource, dropped } = readScopes(scope, abilities, true);
    expect(resource.map((one) => one.scope)).toEqual(counts ? [scope] : []);
    expect(dropped).toEqual(counts ? {} : { 'not-honoured': 1 });
  });

  test('patient/ scopes count for nothing where the token names no patient', () => {
    expect(readScopes('patient/*.rs user/*.r', V2, false)).toMatchObject({
      resource: [{ scope: 'user/*.r' }],
      dropped: { 'without-patient': 1 },
    });
  });
});

describe('the scope claim', () => {
  test('may be a list', () => {
    expect(granted(['system/*.rs', 'openid'])).toEqual(['system/*.rs']);
  });

  test.each(['\t', '\n', '\r', '\v', '\f', '\u00a0', '\u2003', '\u2028', '\ufeff'])(
    'is parted by spaces only: scopes with %j between are one, which is malformed',
    (gap) => {
      const claim = `openid${gap}system/*.cruds system/Patient.rs${gap}launch system/Patient.r${gap}`;
      const read = readScopes(claim, V2_2, true);
      expect(read).toEqual({ resource: [], others: [], dropped: { malformed: 3 } });
      expect(readScopes(claim.split(' '), V2_2, true)).toEqual(read);
    },
  );

  test('passes nothing on that is not known to be harmless', () => {
    const claim = 'openid clinic:admin api://fhir/.default SYSTEM/*.cruds launch/Patient.cruds smart/admin';
    expect(readScopes(claim, V2_2, true)).toEqual({
      resource: [],
      others: ['openid'],
      dropped: { unknown: 4, malformed: 1 },
    });
  });

  test('of whatever texts passes on only RFC 6749’s characters', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('system/*.cruds', 'openid', 'patient/Patient.rs', '\t', '\u00a0', ' ', '?a=b', '.'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const { resource, others } = readScopes(pieces.join(''), V2_2, true);
        for (const scope of [...others, ...resource.map((one) => one.scope)])
          expect(scope).toMatch(/^[!#-[\]-~]+$/);
        for (const { rights } of resource) expect(rights.size).toBeGreaterThan(0);
      }),
    );
  });

  test('keeps launch and identity scopes, each once', () => {
    const claim = 'launch/patient openid openid fhirUser email system/*.rs offline_access';
    expect(readScopes(claim, V2, false).others).toEqual([
      'launch/patient',
      'openid',
      'fhirUser',
      'email',
      'offline_access',
    ]);
  });
});

const contexts = fc.constantFrom('patient', 'user', 'system');
const types = fc.constantFrom('*', 'Patient', 'Observation', 'MedicationRequest');
const v2Rights = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((letters) => letters.join(''));
const rights = fc.oneof(v2Rights, fc.constantFrom('read', 'write', '*'));
const wellFormed = fc
  .tuple(contexts, types, rights)
  .map(([context, type, right]) => `${context}/${type}.${right}`);

describe('whatever a token claims', () => {
  test('nothing is granted that it does not say, nor anything changed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.array(fc.oneof(wellFormed, fc.string())).map((some) => some.join(' ')),
        ),
        fc.constantFrom(V1, V2, V2_2),
        fc.boolean(),
        (claim, abilities, hasPatient) => {
          const { resource, others } = readScopes(claim, abilities, hasPatient);
          const said = [claim]
            .flat(1)
            .filter((part) => typeof part === 'string')
            .join(' ')
            .split(' ');
          expect(said).toEqual(expect.arrayContaining(resource.map(({ scope }) => scope)));
          expect(others.filter((scope) => /^(?:patient|user|system)\//i.test(scope))).toEqual([]);
          expect(resource.every(({ context }) => hasPatient || context !== 'patient')).toBe(true);
        },
      ),
    );
  });

  test('every well-formed scope is either granted as it is or dropped for a stated reason', () => {
    fc.assert(
      fc.property(fc.uniqueArray(wellFormed), fc.boolean(), (scopes, hasPatient) => {
        const { resource, others, dropped } = readScopes(scopes.join(' '), V1, hasPatient);
        const {
          malformed = 0,
          'not-honoured': notHonoured = 0,
          'without-patient': withoutPatient = 0,
        } = dropped;
        expect(malformed).toBe(0);
        expect(resource.length + others.length + notHonoured + withoutPatient).toBe(scopes.length);
      }),
    );
  });

  test('one character changed in a v2 scope never makes it a v2 scope with more rights of the same type and context', () => {
    fc.assert(
      fc.property(
        fc.tuple(contexts, types, v2Rights),
        fc.string({ minLength: 1, maxLength: 1 }),
        ([context, type, right], character) => {
          const changed = parseResourceScope(`${context}/${type}.${right}${character}`);
          const letters = [...(changed?.rights ?? [])].join('');
          expect(['', right + character]).toContain(letters);
        },
      ),
    );
  });
});
