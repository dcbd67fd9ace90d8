import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesOf } from '../../../tools/upload/drop-files.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { asNobody } from '../../support/as-nobody.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

const path = (...parts: string[]): string => join(temporary.folder, ...parts);
const write = (...parts: string[]): string => {
  mkdirSync(join(path(...parts), '..'), { recursive: true });
  writeFileSync(path(...parts), '{}');
  return path(...parts);
};
const folder = (name: string): string => {
  mkdirSync(path(name), { recursive: true });
  return path(name);
};

describe('what dropping a path uploads', () => {
  test('is a file under its own name, however the person wrote the path', async () => {
    const file = write('one', 'Patient +1.ndjson');
    const expected = [{ file, key: 'Patient +1.ndjson' }];
    expect(await filesOf(file)).toEqual(expected);
    expect(await filesOf(relative(process.cwd(), file))).toEqual(expected);
  });

  test('is a folder under its name, with all that is in it, in the order of the keys', async () => {
    for (const parts of [['b.ndjson'], ['a.ndjson'], ['sub', 'deep', 'c.ndjson'], ['LICENSE']])
      write('population', ...parts);
    folder('population/empty');
    const keys = (await filesOf(`${path('population')}/`)).map(({ key }) => key);
    expect(keys).toEqual(
      ['LICENSE', 'a.ndjson', 'b.ndjson', 'sub/deep/c.ndjson'].map((key) => `population/${key}`),
    );
    expect((await filesOf(path('population', 'sub', '..'))).map(({ key }) => key)).toEqual(keys);
  });

  test('is its markers last, for they say that the rest is there', async () => {
    for (const parts of [['_SUCCESS'], ['_manifest.json'], ['a.ndjson'], ['sub', 'b.ndjson']])
      write('marked', ...parts);
    const keys = (await filesOf(path('marked'))).map(({ key }) => key);
    expect(keys).toEqual(
      ['a.ndjson', 'sub/b.ndjson', '_SUCCESS', '_manifest.json'].map((key) => `marked/${key}`),
    );
  });

  test('is a linked file as well as one that lies there', async () => {
    const file = write('elsewhere', 'Patient.ndjson');
    const links = folder('links');
    symlinkSync(file, join(links, 'linked.ndjson'));
    symlinkSync(path('gone'), join(links, 'leads-nowhere.ndjson'));
    expect((await filesOf(links)).map(({ key }) => key)).toEqual(['links/linked.ndjson']);
  });

  test.each<[string, () => string, string]>([
    ['nothing is there', () => path('missing'), 'there is no such file or folder'],
    ['a folder is empty', () => folder('hollow'), 'there is no file in this folder'],
    ['it is a device', () => '/dev/null', 'this is neither a file nor a folder'],
  ])('is an error that names the option where %s', async (_, place, why) => {
    const dropped = place();
    await expect(filesOf(dropped)).rejects.toThrow(`--drop ${dropped}: ${why}`);
  });

  test('is judged before anything is uploaded: a file that may not be read is named', async () => {
    const file = write('closed', 'b.ndjson');
    chmodSync(file, 0);
    chmodSync(path('closed'), 0o755);
    const refused = await asNobody(path('closed'), () =>
      filesOf(path('closed')).catch((error: unknown) => error),
    );
    if (refused !== undefined) expect(refused).toMatchObject({ code: 'EACCES', path: file });
  });
});
