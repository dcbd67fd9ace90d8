import { expect, test } from '@jest/globals';
import { sealedTexts } from '../../../local/ground/sealed-texts.ts';

const texts = sealedTexts(Buffer.alloc(32, 7));

test('a sealed text is opened where it was sealed for, and says nothing before', () => {
  for (const text of ['', '1', '4.12345', 'Observation/a-long.id', 'é', 'x'.repeat(500)]) {
    const sealed = texts.seal('list', text);
    expect(texts.open('list', sealed)).toBe(text);
    expect(texts.open('another', sealed)).toBeUndefined();
    expect(sealedTexts(Buffer.alloc(32, 8)).open('list', sealed)).toBeUndefined();
    // A short one may be among its bytes by chance.
    if (text.length > 5) expect(Buffer.from(sealed, 'base64url').includes(text)).toBe(false);
  }
});

test('how large a number is cannot be told from it', () => {
  const lengths = ['1', '99', '123456789012'].map((text) => texts.seal('list', text).length);
  expect(new Set(lengths).size).toBe(1);
});

test('a damaged one is none', () => {
  const sealed = texts.seal('list', '12345');
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    expect(texts.open('list', sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeUndefined();
    expect(texts.open('list', sealed.slice(0, at))).toBeUndefined();
  }
  for (const more of ['=', 'A', '\n', '/']) expect(texts.open('list', sealed + more)).toBeUndefined();
});
