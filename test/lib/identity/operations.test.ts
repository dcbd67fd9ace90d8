import { describe, expect, test } from '@jest/globals';
import { checkOperation, KNOWN_OPERATIONS } from '../../../lib/identity/operations.ts';
import { readScopes } from '../../../lib/identity/scopes.ts';

const scopesOf = (claim: string) => readScopes(claim, { v2: true, filters: true }, true).resource;

/** By hand, from the specification: the v2 rights that each operation needs, and whether only system scopes count. */
const NEEDS: Readonly<Record<string, { all?: string; any?: string; systemOnly?: boolean }>> = {
  GetCapabilities: { any: 'cruds' },
  CreateResource: { all: 'c' },
  ReadResource: { all: 'r' },
  VersionReadResource: { all: 'r' },
  GetHistoryByResourceId: { all: 'r' },
  UpdateResource: { all: 'u' },
  PatchResource: { all: 'u' },
  DeleteResource: { all: 'd' },
  SearchWithGet: { all: 's' },
  SearchWithPost: { all: 's' },
  SearchEverything: { all: 'rs' },
  GenerateDocumentWithGet: { all: 'rs' },
  GenerateDocumentWithPost: { all: 'rs' },
  ExpandValueSetWithGet: { all: 'r' },
  ExpandValueSetWithPost: { all: 'r' },
  LookupCodeSystemWithGet: { all: 'r' },
  LookupCodeSystemWithPost: { all: 'r' },
  ValidateResource: { any: 'cu' },
  ProcessBundle: { any: 'cruds' },
  StartFHIRExportJobWithGet: { all: 'rs', systemOnly: true },
  StartFHIRExportJobWithPost: { all: 'rs', systemOnly: true },
  DescribeFHIRExportJobWithGet: { all: 'rs', systemOnly: true },
  CancelFHIRExportJobWithDelete: { all: 'rs', systemOnly: true },
  GetExportedFile: { all: 'rs', systemOnly: true },
};

/** Every set of rights that v2 can say, and v1's words with what they stand for. */
const RIGHTS: readonly [written: string, means: string][] = [
  ...Array.from({ length: 31 }, (_, index): [string, string] => {
    const letters = Array.from('cruds')
      .filter((_letter, bit) => (index + 1) & (1 << bit))
      .join('');
    return [letters, letters];
  }),
  ['read', 'rs'],
  ['write', 'cud'],
  ['*', 'cruds'],
];

const CONTEXTS = ['patient', 'user', 'system'] as const;
const TYPES = ['*', 'Observation'] as const;

const matrix = Object.entries(NEEDS).flatMap(([operation, { all = '', any, systemOnly }]) =>
  CONTEXTS.flatMap((context) =>
    TYPES.flatMap((type) =>
      RIGHTS.map(([written, means]) => {
        const counts = !systemOnly || context === 'system';
        const enough = any
          ? Array.from(any).some((right) => means.includes(right))
          : Array.from(all).every((right) => means.includes(right));
        return { operation, scope: `${context}/${type}.${written}`, granted: counts && enough };
      }),
    ),
  ),
);

describe('the matrix of operations and scopes', () => {
  test('has every operation that Inlet knows', () => {
    expect(Object.keys(NEEDS)).toEqual(KNOWN_OPERATIONS);
    expect(matrix).toHaveLength(24 * 3 * 2 * 34);
  });

  test.each(Object.keys(NEEDS))('%s is granted by exactly the scopes that say so', (operation) => {
    const rows = matrix.filter((row) => row.operation === operation);
    const judged = rows.map(({ scope }) => ({
      operation,
      scope,
      granted: checkOperation(operation, scopesOf(scope)) === 'granted',
    }));
    expect(judged).toEqual(rows);
    expect(rows.some(({ granted }) => granted)).toBe(true);
  });
});

describe('an operation', () => {
  test('that needs two rights may have them from two scopes', () => {
    expect(checkOperation('SearchEverything', scopesOf('system/Patient.r system/*.s'))).toBe('granted');
    expect(checkOperation('GetExportedFile', scopesOf('system/*.r patient/*.s'))).toBe('insufficient');
  });

  test.each(['StartFHIRBulkDeleteJob', 'readresource', '', 'toString', '__proto__'])(
    '"%s" is unknown, and refused',
    (name) => {
      expect(checkOperation(name, scopesOf('system/*.cruds'))).toBe('unknown');
    },
  );

  test('that is configured is judged as it is configured', () => {
    const configured = { MemberMatch: 'u' };
    expect(checkOperation('MemberMatch', scopesOf('system/*.u'), configured)).toBe('granted');
    expect(checkOperation('MemberMatch', scopesOf('system/*.crds'), configured)).toBe('insufficient');
  });

  test('of the table keeps its needs, whatever is configured', () => {
    expect(checkOperation('DeleteResource', scopesOf('system/*.r'), { DeleteResource: 'r' })).toBe(
      'insufficient',
    );
  });

  test('is not granted by no scope at all', () => {
    for (const operation of KNOWN_OPERATIONS) expect(checkOperation(operation, [])).toBe('insufficient');
  });
});
