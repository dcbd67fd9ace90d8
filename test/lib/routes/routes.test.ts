import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dropName, folderOf, LOOSE, placeOf } from '../../../lib/routes/routes.ts';
import { testRoute } from '../../support/routes.ts';

const everything = testRoute();
const lab = testRoute({ name: 'lab', prefix: 'lab/' });
const labNorth = testRoute({ name: 'lab-north', prefix: 'lab/north/' });
const routes = [lab, everything, labNorth];

describe('the place of an object', () => {
  test.each([
    ['Patient.ndjson', 'default', LOOSE],
    ['2026-01/Patient.ndjson', 'default', '2026-01/'],
    ['2026-01/more/deep/Patient.ndjson', 'default', '2026-01/'],
    ['lab/Observation.ndjson', 'lab', LOOSE],
    ['lab/run-7/Observation.ndjson', 'lab', 'run-7/'],
    ['lab/north/Observation.ndjson', 'lab-north', LOOSE],
    ['lab/northern/Observation.ndjson', 'lab', 'northern/'],
    ['/leading-slash.ndjson', 'default', '/'],
    ['a+b %20/x.ndjson', 'default', 'a+b %20/'],
  ])('%s belongs to route %s and drop %s', (key, route, drop) => {
    const place = placeOf(key, routes);
    expect([place?.route.name, place?.drop]).toEqual([route, drop]);
  });

  test('a key that no prefix begins has no place', () => {
    expect(placeOf('elsewhere/x.ndjson', [lab])).toBeUndefined();
  });

  test('the longest prefix wins, whatever order the routes stand in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(routes, { minLength: 3 }), fc.string(), (shuffled, rest) => {
        expect(placeOf(`lab/north/${rest}`, shuffled)?.route.name).toBe('lab-north');
      }),
    );
  });

  test('every key of a folder lies in the folder of its drop, and no loose file has one', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const place = placeOf(key, [everything]);
        const folder = place && folderOf(place.route, place.drop);
        if (place?.drop === LOOSE) expect([folder, key.includes('/')]).toEqual([undefined, false]);
        else expect(key.startsWith(folder ?? 'none')).toBe(true);
      }),
    );
  });

  test('a drop is named as its folder, and loose files have no name', () => {
    expect([dropName('2026-01/'), dropName(LOOSE)]).toEqual(['2026-01', null]);
  });
});
