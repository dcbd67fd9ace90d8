import { describe, expect, test } from '@jest/globals';
import { firstSentence } from '../../../tools/generate/first-sentence.ts';

describe('the first sentence of a Markdown text', () => {
  test.each([
    ['One. Two.', 'One.'],
    ['One.\nTwo.', 'One.'],
    ['Only one.', 'Only one.'],
    ['No dot at all', 'No dot at all'],
    ["A drop's `_manifest.json` names files. They are late.", "A drop's `_manifest.json` names files."],
    ['It ends with `a.b`. Then more.', 'It ends with `a.b`.'],
    ['A span like `One. Two.` ends nothing. Then more.', 'A span like `One. Two.` ends nothing.'],
    ['Inlet 1.2 reads R4 4.0.1 files. Then more.', 'Inlet 1.2 reads R4 4.0.1 files.'],
    ['A span that `never ends. Then more.', 'A span that `never ends. Then more.'],
  ])('of %j is %j', (text, sentence) => {
    expect(firstSentence(text)).toBe(sentence);
  });
});
