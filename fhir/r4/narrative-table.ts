/**
 * What a narrative may be made of, element by element (R4, "Narrative", txt-1: chapters 7 to 11 and 15 of HTML 4.0 without section
 * 9.4, links, images and style attributes; no deprecated elements; as HL7's own validator lists them).
 */

const words = (text: string): string[] => text.split(' ').filter(Boolean);

/** Attributes that every element may have; those of cells and columns HL7 takes anywhere. */
export const NARRATIVE_ATTRIBUTES: readonly string[] = words(
  'title style class id lang xml:lang dir accesskey tabindex ' +
    'span width align valign char charoff abbr axis headers scope rowspan colspan',
);

/** Elements, and the attributes that one alone may have. */
const OWN: Readonly<Record<string, string>> = {
  // 7: the structure of a document
  div: '',
  span: '',
  h1: '',
  h2: '',
  h3: '',
  h4: '',
  h5: '',
  h6: '',
  address: '',
  // 8: language and direction
  bdo: '',
  // 9: text, without section 4 (<ins>, <del>)
  em: '',
  strong: '',
  dfn: '',
  code: '',
  samp: '',
  kbd: '',
  var: '',
  cite: '',
  abbr: '',
  acronym: '',
  blockquote: 'cite',
  q: 'cite',
  sub: '',
  sup: '',
  p: '',
  br: '',
  pre: 'xml:space',
  // 10: lists
  ul: '',
  ol: '',
  li: '',
  dl: '',
  dt: '',
  dd: '',
  // 11: tables
  table: 'summary border frame rules cellspacing cellpadding',
  caption: '',
  colgroup: '',
  col: '',
  thead: '',
  tfoot: '',
  tbody: '',
  tr: '',
  th: '',
  td: 'nowrap',
  // 15: fonts and rules, without what is deprecated
  tt: '',
  i: '',
  b: '',
  big: '',
  small: '',
  hr: '',
  // Links and images
  a: 'name href charset type hreflang rel rev shape coords',
  img: 'src alt border longdesc height usemap ismap',
  map: 'name',
  area: 'shape coords href nohref alt',
};

/** By element: its attributes. */
export const NARRATIVE_ELEMENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(OWN).map(([element, own]) => [
    element,
    // The namespace is no attribute; it may be declared again.
    new Set([...NARRATIVE_ATTRIBUTES, ...words(own), 'xmlns']),
  ]),
);

/** Attributes whose value is an address. */
export const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'cite', 'longdesc', 'usemap']);

/** The names of characters in XML and in HTML 4 (chapter 24), all of which HL7's validator takes. */
export const CHARACTER_NAMES: ReadonlySet<string> = new Set(
  words(
    'amp lt gt quot apos nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 ' +
      'acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
      'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute ' +
      'Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute ' +
      'icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml fnof Alpha ' +
      'Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega alpha ' +
      'beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega ' +
      'thetasym upsih piv bull hellip prime Prime oline frasl weierp image real trade alefsym larr uarr rarr darr harr crarr lArr ' +
      'uArr rArr dArr hArr forall part exist empty nabla isin notin ni prod sum minus lowast radic prop infin ang and or cap cup ' +
      'int there4 sim cong asymp ne equiv le ge sub sup nsub sube supe oplus otimes perp sdot lceil rceil lfloor rfloor lang rang ' +
      'loz spades clubs hearts diams OElig oelig Scaron scaron Yuml circ tilde ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo ' +
      'rsquo sbquo ldquo rdquo bdquo dagger Dagger permil lsaquo rsaquo euro',
  ),
);
