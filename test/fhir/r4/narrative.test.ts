import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { narrativeFault } from '../../../fhir/r4/narrative.ts';

const div = (content: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

test.each([
  div('text'),
  div('<p class="a" style=\'b\'>a &amp; b &#160; &#xA0;<br/></p>'),
  div('<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'),
  div('<img src="#a" alt="b"/>'),
  div('<!-- a < b --><a href="https://example.org/?a=b&amp;c=d">x</a>'),
  `  ${div('text')}\n`,
  '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><p>x</p></div>',
])('%s is taken', (text) => {
  expect(narrativeFault(text)).toBeUndefined();
});

test.each([
  ['text', 'the root element must be div'],
  ['<p>x</p>', 'the root element must be div'],
  ['<div>x</div>', 'the root element has no namespace'],
  ['<div xmlns="http://www.w3.org/1999/html">x</div>', 'its namespace is not that of XHTML'],
  [div(''), 'it has no content'],
  [div(' <p> </p>'), 'it has no content'],
  [div('<script>x</script>'), 'the element <script> is not allowed'],
  [div('<form>x</form>'), 'the element <form> is not allowed'],
  [div('<p onclick="x">x</p>'), 'the attribute onclick is not allowed'],
  [div('<a href="javascript:x">x</a>'), 'scripts are not allowed'],
  [div('<p>x'), 'it is not well-formed: the tags do not match'],
  [div('<p>x</b></p>'), 'it is not well-formed: the tags do not match'],
  [div('a & b'), 'it is not well-formed: & begins no entity'],
  [div('a < b'), 'it is not well-formed'],
  [div('<p class=a>x</p>'), 'it is not well-formed'],
  [div('<p class="a" class="b">x</p>'), 'the attribute class is there twice'],
  [`${div('x')}y`, 'there is text behind the root element'],
  [`${div('x')}<p>y</p>`, 'there is more than one root element'],
  [div('x').replace('</div>', ''), 'it is not well-formed: an element is not closed'],
])('%s is refused: %s', (text, fault) => {
  expect(narrativeFault(text)).toBe(fault);
});

test('any mutation ends in an answer, not in an error', () => {
  const text = div('<p class="a">a &amp; b<br/></p><img src="#a" alt="b"/>');
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(5), fc.string({ maxLength: 4 }), (at, cut, added) => {
      const changed = text.slice(0, at) + added + text.slice(at + cut);
      expect(['string', 'undefined']).toContain(typeof narrativeFault(changed));
    }),
  );
});
