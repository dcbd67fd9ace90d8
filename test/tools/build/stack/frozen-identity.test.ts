import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  checkFrozenIdentity,
  freezeIdentity,
  frozenDataStoreId,
} from '../../../../tools/build/stack/frozen-identity.ts';
import { PROJECT } from '../../../../tools/build/project.ts';

const STORE = '0123456789abcdef0123456789abcdef';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inlet-frozen-'));
  cpSync(join(PROJECT, 'config'), join(root, 'config'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const changeTokenEndpoint = (): void => {
  const file = join(root, 'config/local.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('issuer.invalid/token', 'issuer.invalid/oauth2/token'),
  );
};

test('before a store exists, its identity may still change', () => {
  changeTokenEndpoint();
  expect(() => {
    checkFrozenIdentity('local', root);
  }).not.toThrow();
});

test('once a store exists, a changed identity is refused, because it would replace the store by an empty one', () => {
  expect(freezeIdentity('local', STORE, root)).toBe('config/frozen/local.json');
  checkFrozenIdentity('local', root);
  changeTokenEndpoint();
  expect(() => {
    checkFrozenIdentity('local', root);
  }).toThrow(
    /config\/local\.json: the authorization of the stage's own data store .*is not what the store was created with/,
  );
});

test('what was frozen first stays frozen', () => {
  freezeIdentity('local', STORE, root);
  changeTokenEndpoint();
  expect(freezeIdentity('local', STORE, root)).toBeUndefined();
  expect(readFileSync(join(root, 'config/frozen/local.json'), 'utf8')).toContain('issuer.invalid/token');
});

test('a store without bearer tokens stays one', () => {
  freezeIdentity('dev', STORE, root);
  const local = readFileSync(join(root, 'config/local.json'), 'utf8');
  writeFileSync(join(root, 'config/dev.json'), local.replace('"local"', '"https://issuer.invalid"'));
  expect(() => {
    checkFrozenIdentity('dev', root);
  }).toThrow(/replace the store/);
});

test('the store’s id is kept with it, so that the next deployment’s identity provider answers for no other', () => {
  expect(frozenDataStoreId('local', root)).toBe('');
  freezeIdentity('local', STORE, root);
  expect(frozenDataStoreId('local', root)).toBe(STORE);
});
