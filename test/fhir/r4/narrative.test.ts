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
  `${div('x')}<!-- the end -->\n`,
  div('<bdo dir="rtl">x</bdo> &nbsp; &reg; &#x1D5D7; &#9;'),
  div('<img src="data:image/png;base64,YWJj" alt="x" ismap="ismap"/>'),
  div('<map name="m"><area nohref="nohref" alt="x"/></map><!-- > < & -->x'),
  div('<a href="https://example.org/javascript:x">x</a>'),
  div('<p style="color: red; scroll-behavior: smooth; background: url(#a)">x</p>'),
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
  [div('a & b'), 'it is not well-formed: & begins no character reference'],
  [div('a &#0; b'), 'it is not well-formed: XML does not allow a character that is referred to'],
  [div('a &#xD800; b'), 'it is not well-formed: XML does not allow a character that is referred to'],
  [div('a &#xFFFE; b'), 'it is not well-formed: XML does not allow a character that is referred to'],
  [div('a &#1114112; b'), 'it is not well-formed: XML does not allow a character that is referred to'],
  [
    div('<p title="&#11;">b</p>'),
    'it is not well-formed: XML does not allow a character that is referred to',
  ],
  [div('a &#X41; b'), 'it is not well-formed: & begins no character reference'],
  [div('a &nothing; b'), 'it is not well-formed: a name of a character is not known'],
  [div('a \u000c b'), 'it is not well-formed: it has a character that XML does not allow'],
  [div('a \uffff b'), 'it is not well-formed: it has a character that XML does not allow'],
  [div('a \ud800 b'), 'it is not well-formed: it has a character that XML does not allow'],
  [div('a ]]> b'), 'it is not well-formed: a text has ]]>'],
  [div('<!-- a -- b -->x'), 'it is not well-formed: a comment has --'],
  [div('<!-- a --->x'), 'it is not well-formed: a comment has --'],
  [div('<!-- a'), 'a comment is not closed'],
  [div('<![CDATA[x]]>'), 'a declaration, a processing instruction or a CDATA section is not allowed'],
  [div('<?x y?>x'), 'a declaration, a processing instruction or a CDATA section is not allowed'],
  [`<!DOCTYPE div>${div('x')}`, 'the root element must be div'],
  ['<divide xmlns="http://www.w3.org/1999/xhtml">x</divide>', 'the root element must be div'],
  [div('<p\u00a0class="a">x</p>'), 'it is not well-formed'],
  [div('<P>x</P>'), 'the element <P> is not allowed'],
  [div('&#32;&#x0A;'), 'it has no content'],
  [div('a < b'), 'it is not well-formed'],
  [div('<p class=a>x</p>'), 'it is not well-formed'],
  [div('<p class="a" class="b">x</p>'), 'the attribute class is there twice'],
  [`${div('x')}y`, 'there is text behind the root element'],
  [`${div('x')}<p>y</p>`, 'there is more than one root element'],
  [div('x').replace('</div>', ''), 'it is not well-formed: an element is not closed'],
])('%s is refused: %s', (text, fault) => {
  expect(narrativeFault(text)).toBe(fault);
});

test.each([
  'javascript:x',
  ' JavaScript:x',
  'java\tscript:x',
  '&#106;avascript:x',
  '&#x6A;ava&#10;script:x',
  '&#1;javascript:x'.replace('&#1;', '&#32;'),
  'vbscript:x',
  'VB&#x53;cript:x',
])('the address %j is a script, as a browser reads it', (address) => {
  expect(narrativeFault(div(`<a href="${address}">x</a>`))).toBe('scripts are not allowed');
  expect(narrativeFault(div(`<img src="${address}"/>`))).toBe('scripts are not allowed');
  expect(narrativeFault(div(`<q cite="${address}">x</q>`))).toBe('scripts are not allowed');
});

test.each([
  'background: url(javascript:x)',
  'background: url(java\\73 cript:x)',
  'width: expression(x)',
  'width: exp/* */ression (x)',
  'width: &#101;xpression(x)',
  'behavior: url(x)',
  '-moz-binding: url(x)',
  '@import "x"',
])('the style %j has a script', (style) => {
  expect(narrativeFault(div(`<p style='${style}'>x</p>`))).toBe('scripts are not allowed');
});

/** HTML 4: its elements, and its attributes. */
const HTML_ELEMENTS =
  'a abbr acronym address applet area b base basefont bdo big blockquote body br button caption center cite code col colgroup dd ' +
  'del dfn dir div dl dt em fieldset font form frame frameset h1 h2 h3 h4 h5 h6 head hr html i iframe img input ins isindex kbd ' +
  'label legend li link map menu meta noframes noscript object ol optgroup option p param pre q s samp script select small span ' +
  'strike strong style sub sup table tbody td textarea tfoot th thead title tr tt u ul var';
const HTML_ATTRIBUTES =
  'abbr accept-charset accept accesskey action align alink alt archive axis background bgcolor border cellpadding cellspacing char ' +
  'charoff charset checked cite class classid clear code codebase codetype color cols colspan compact content coords data datetime ' +
  'declare defer dir disabled enctype face for frame frameborder headers height href hreflang hspace http-equiv id ismap label ' +
  'lang language link longdesc marginheight marginwidth maxlength media method multiple name nohref noresize noshade nowrap object ' +
  'onblur onchange onclick ondblclick onfocus onkeydown onkeypress onkeyup onload onmousedown onmousemove onmouseout onmouseover ' +
  'onmouseup onreset onselect onsubmit onunload profile prompt readonly rel rev rows rowspan rules scheme scope scrolling selected ' +
  'shape size span src standby start style summary tabindex target text title type usemap valign value valuetype version vlink ' +
  'vspace width xml:lang xml:space';

/** The attributes that every element may have, and by element those that it alone may have. */
const ANYWHERE =
  'abbr accesskey align axis char charoff class colspan dir headers id lang rowspan scope span style tabindex title valign width xml:lang';
const ALLOWED: Readonly<Record<string, string>> = {
  a: 'charset coords href hreflang name rel rev shape type',
  area: 'alt coords href nohref shape',
  blockquote: 'cite',
  img: 'alt border height ismap longdesc src usemap',
  map: 'name',
  pre: 'xml:space',
  q: 'cite',
  table: 'border cellpadding cellspacing frame rules summary',
  td: 'nowrap',
  ...Object.fromEntries(
    (
      'abbr acronym address b bdo big br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p samp ' +
      'small span strong sub sup tbody tfoot th thead tr tt ul var'
    )
      .split(' ')
      .map((element) => [element, '']),
  ),
};

test.each(HTML_ELEMENTS.split(' '))(
  'of HTML 4, <%s> and its attributes are as the table has them',
  (element) => {
    const own = ALLOWED[element];
    expect(narrativeFault(div(`<${element}>x</${element}>`))).toBe(
      own === undefined ? `the element <${element}> is not allowed` : undefined,
    );
    if (own === undefined) return;
    const taken = HTML_ATTRIBUTES.split(' ').filter(
      (attribute) => narrativeFault(div(`<${element} ${attribute}="x">x</${element}>`)) === undefined,
    );
    expect(taken).toEqual([...ANYWHERE.split(' '), ...own.split(' ')].filter(Boolean).sort());
  },
);

test('the elements of later versions of HTML are not allowed', () => {
  for (const element of [
    'section',
    'svg',
    'math',
    'video',
    'audio',
    'canvas',
    'details',
    'template',
    'embed',
    'mark',
  ])
    expect(narrativeFault(div(`<${element}>x</${element}>`))).toBe(`the element <${element}> is not allowed`);
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
