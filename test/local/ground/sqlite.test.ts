import { globSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { boundLimit } from '../../../local/ground/sqlite.ts';

test('a bound limit limits, whatever number it gets', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (row INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)');
  const select = database.prepare(`SELECT row FROM t ORDER BY row ${boundLimit('?')}`);
  const lengths = [0, 2, 100, Number.MAX_SAFE_INTEGER].map((limit) => select.all(limit).length);
  database.close();
  expect(lengths).toEqual([0, 2, 3, 3]);
});

test('no statement binds a bare limit: it would be planned anew each time', () => {
  const bare = globSync('local/**/*.ts').filter((file) =>
    /\bLIMIT [?$:@](?!\{)/.test(readFileSync(file, 'utf8').replaceAll(/^ *(?:\/\*)?\*.*$/gm, '')),
  );
  expect(bare).toEqual([]);
});
