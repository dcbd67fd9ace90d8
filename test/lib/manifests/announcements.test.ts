import { describe, expect, test } from '@jest/globals';
import { announcementsOf, isComplete } from '../../../lib/manifests/announcements.ts';
import { markerName } from '../../../lib/manifests/manifest-names.ts';
import { parseManifest } from '../../../lib/manifests/parse-manifest.ts';

const isFileName = (name: string): boolean => /(^|\/)[^._/][^/]*\.ndjson$/.test(name);
/** Manifests by their names below `d/`, and the files there. */
function compare(manifests: Record<string, unknown>, files: string[], overridden: string[] = []) {
  const keyed = Object.entries(manifests).flatMap(([name, content]) => {
    const manifest = parseManifest(JSON.stringify(content));
    return manifest ? [{ key: `d/${name}`, manifest }] : [];
  });
  const keys = files.map((name) => `d/${name}`);
  const { announcements, leftOut } = announcementsOf(keyed, keys, isFileName, (folder) =>
    overridden.includes(folder),
  );
  return {
    isComplete: announcements.every(isComplete),
    missingFiles: announcements.reduce((sum, { missingFiles }) => sum + missingFiles, 0),
    missing: announcements.flatMap(({ missing }) => missing),
    leftOut: keys.flatMap((key) => (leftOut(key) === undefined ? [] : [`${key} ${leftOut(key)}`])),
  };
}
const output = (...names: (string | [type: string, name: string])[]) => ({
  transactionTime: '2026-01-01T00:00:00Z',
  output: names.map((name) =>
    typeof name === 'string'
      ? { url: `https://h.invalid/${name}` }
      : { type: name[0], url: `https://h.invalid/${name[1]}` },
  ),
});
const next = { link: [{ relation: 'next', url: 'https://h.invalid/page/2' }] };

describe('a manifest whose names say nothing', () => {
  test.each([
    ['opaque addresses', output('bulk-export/files/8f1c', 'fhir/Binary/abc')],
    ['names of compressed files', output('Patient.ndjson.gz', 'Observation.ndjson.gz')],
    ['names of compressed files in a list', ['Patient.ndjson.gz', 'Observation.ndjson.gz']],
    ['one usable name among unusable ones', output('Patient.ndjson', 'files/8f1c')],
    ['one name for several', output('Patient/part-1.ndjson', 'Observation/part-1.ndjson')],
  ])('is complete when there are as many files as it announces: %s', (_, manifest) => {
    const at = (...files: string[]) => compare({ '_manifest.json': manifest }, files);
    expect(at('Patient.ndjson')).toMatchObject({ isComplete: false, missingFiles: 1, missing: [] });
    expect(at()).toMatchObject({ isComplete: false, missingFiles: 2 });
    expect(at('Patient.ndjson', 'Observation.ndjson')).toMatchObject({ isComplete: true, leftOut: [] });
    expect(at('a.ndjson', 'b.ndjson', 'c.ndjson')).toMatchObject({ isComplete: true, leftOut: [] });
  });

  test('that says types waits for as many of each; a file of unknown type may be any', () => {
    const manifest = output(['Patient', 'x/1'], ['Patient', 'x/2'], ['Observation', 'x/3']);
    const at = (...files: string[]) => compare({ '_manifest.json': manifest }, files).missingFiles;
    expect(at('Patient.1.ndjson', 'Patient.2.ndjson', 'Patient.3.ndjson')).toBe(1);
    expect(at('Patient.1.ndjson', 'Observation-1.ndjson')).toBe(1);
    expect(at('Patient.1.ndjson', 'Patient_2.ndjson', 'Observation.ndjson')).toBe(0);
    expect(at('Patient.1.ndjson', 'Patient_2.ndjson', '8f1c.ndjson')).toBe(0);
    expect(at('1.ndjson', '2.ndjson', '3.ndjson')).toBe(0);
    expect(at('1.ndjson', '2.ndjson')).toBe(1);
    expect(at('Observation.1.ndjson', 'Observation.2.ndjson', 'Observation.3.ndjson')).toBe(2);
  });

  test('without types takes any file for any output', () => {
    const manifest = output(['Patient', 'x/1'], 'x/2');
    expect(compare({ '_manifest.json': manifest }, ['Patient.1.ndjson', 'Patient.2.ndjson'])).toMatchObject({
      isComplete: true,
    });
    expect(compare({ '_manifest.json': manifest }, ['x.ndjson'])).toMatchObject({ missingFiles: 1 });
  });
});

describe('a manifest that names its files', () => {
  test('is complete by name, in sub-folders too; what it does not name stays out', () => {
    const manifest = output('Patient.ndjson', 'Observation.ndjson');
    expect(compare({ '_manifest.json': manifest }, ['Patient.ndjson', 'x.ndjson', 'y.ndjson'])).toEqual({
      isComplete: false,
      missingFiles: 1,
      missing: ['d/Observation.ndjson'],
      leftOut: [],
    });
    expect(
      compare({ '_manifest.json': manifest }, [
        'Patient.ndjson',
        'obs/Observation.ndjson',
        'x.ndjson',
        'obs/y.ndjson',
      ]),
    ).toMatchObject({
      isComplete: true,
      leftOut: ['d/x.ndjson not-in-manifest', 'd/obs/y.ndjson not-in-manifest'],
    });
  });

  test('several times over wants as many files of the name', () => {
    const manifest = output('Patient/part-1.ndjson', 'Observation/part-1.ndjson');
    expect(compare({ '_manifest.json': manifest }, ['Patient/part-1.ndjson'])).toMatchObject({
      missingFiles: 1,
    });
    expect(
      compare({ '_manifest.json': manifest }, [
        'Patient/part-1.ndjson',
        'Observation/part-1.ndjson',
        'x.ndjson',
      ]),
    ).toMatchObject({ isComplete: true, leftOut: ['d/x.ndjson not-in-manifest'] });
  });

  test('or nothing at all: an empty output leaves everything out', () => {
    for (const manifest of [output(), [], { files: [] }])
      expect(compare({ '_manifest.json': manifest }, ['a.ndjson'])).toMatchObject({
        isComplete: true,
        leftOut: ['d/a.ndjson not-in-manifest'],
      });
  });
});

describe('the pages of a manifest', () => {
  const pages = {
    '_manifest.json': { ...output('a.ndjson'), ...next },
    'manifest-2.json': output('b.ndjson'),
  };
  test('are one announcement, complete with the one that has no next', () => {
    expect(compare(pages, ['a.ndjson'])).toMatchObject({ isComplete: false, missing: ['d/b.ndjson'] });
    expect(compare(pages, ['a.ndjson', 'b.ndjson', 'c.ndjson'])).toMatchObject({
      isComplete: true,
      leftOut: ['d/c.ndjson not-in-manifest'],
    });
  });
  test('are waited for, and two ends are none', () => {
    expect(compare({ '_manifest.json': pages['_manifest.json'] }, ['a.ndjson'])).toMatchObject({
      isComplete: false,
    });
    expect(
      compare({ 'manifest.json': output('a.ndjson'), '_manifest2.json': output('b.ndjson') }, [
        'a.ndjson',
        'b.ndjson',
      ]),
    ).toMatchObject({ isComplete: false });
  });
  test('count once where one lies there under two names, and not beside a list', () => {
    const twice = { 'manifest.json': output('a.ndjson'), '_manifest.json': output('a.ndjson') };
    expect(compare(twice, ['a.ndjson'])).toMatchObject({ isComplete: true });
    expect(compare({ ...twice, '_manifest.json': ['b.ndjson'] }, ['b.ndjson'])).toMatchObject({
      isComplete: true,
    });
  });
  test.each([
    ['_SUCCESS', 'success'],
    ['_manifest.json', 'manifest'],
    ['manifest.json', 'page'],
    ['_manifest-002.json', 'page'],
    ['manifest.2.json', 'page'],
    ['my-manifest.json', undefined],
    ['manifest.ndjson', undefined],
  ])('are known by their names: %s', (name, kind) => {
    expect(markerName(name)).toBe(kind);
  });
});

describe('manifests below', () => {
  const below = { 'p/_manifest.json': ['a.ndjson'], 'q/_manifest.json': output('x/1', 'x/2') };
  test('must each be complete, and say nothing of what lies elsewhere', () => {
    expect(compare(below, ['p/a.ndjson', 'q/1.ndjson', 'r/z.ndjson'])).toMatchObject({ missingFiles: 1 });
    expect(
      compare(below, ['p/a.ndjson', 'p/b.ndjson', 'q/1.ndjson', 'q/2.ndjson', 'r/z.ndjson']),
    ).toMatchObject({
      isComplete: true,
      leftOut: ['d/p/b.ndjson not-in-manifest'],
    });
  });
  test('are passed over where their folder is to be taken as it is', () => {
    expect(compare(below, ['p/b.ndjson'], ['d/p/', 'd/q/'])).toMatchObject({ isComplete: true, leftOut: [] });
  });
});

test('what an export could not give, and what was deleted, stays out', () => {
  const manifest = {
    ...output('a.ndjson'),
    error: [{ type: 'OperationOutcome', url: 'https://h.invalid/e.ndjson' }],
    deleted: [{ type: 'Bundle', url: 'https://h.invalid/g.ndjson' }],
  };
  expect(compare({ 'manifest.json': manifest }, ['a.ndjson', 'e.ndjson', 'g.ndjson'])).toMatchObject({
    isComplete: true,
    leftOut: ['d/e.ndjson bulk-export-error', 'd/g.ndjson bulk-export-deleted'],
  });
});
