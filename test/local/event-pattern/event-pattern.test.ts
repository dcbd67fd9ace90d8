import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matches, parsePattern } from '../../../local/event-pattern/index.ts';
import { matchesWildcard, parseWildcard } from '../../../local/event-pattern/wildcard.ts';

const matching = (pattern: unknown, event: unknown): boolean => matches(parsePattern(pattern), event);

/** The example event of the EventBridge User Guide and of aws/event-ruler. */
const EC2 = {
  version: '0',
  id: 'ddddd4-aaaa-7777-4444-345dd43cc333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '012345679012',
  time: '2017-10-02T16:24:49Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000'],
  detail: {
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'instance-id': 'i-000000aaaaaa00000',
    state: 'running',
    nothing: null,
    empty: '',
    ok: true,
    none: [],
  },
};

const EMPLOYEES = {
  employees: [
    { firstName: 'John', lastName: 'Doe' },
    { firstName: 'Anna', lastName: 'Smith' },
    [{ firstName: 'Peter', lastName: 'Jones', tags: ['a', ['b']] }],
  ],
};

const NESTED = { detail: { state: { status: 'running' } } };
const DOTTED = { detail: { 'state.status': 'running' } };
const SPLIT = { a: [[{ b: 1 }], [{ c: 2 }]] };

/** Asks for a stay of p1 that has no beginning. */
const WITHOUT_SINCE = { stays: { of: ['p1'], since: [{ exists: false }] } };

/** What asks for one field of the example's detail. */
const detail = (field: string, ...tests: unknown[]) => ({ detail: { [field]: tests } });

describe('an event pattern', () => {
  test.each<[string, unknown, unknown, boolean]>([
    ['a value', { source: ['aws.ec2'] }, EC2, true],
    ['one of several values', { detail: { state: ['initializing', 'running'] } }, EC2, true],
    ['another value', { source: ['aws.s3'] }, EC2, false],
    ['letter case as it is', { source: ['AWS.EC2'] }, EC2, false],
    ['an element of an array', { resources: EC2.resources }, EC2, true],
    ['a field that is not there', { missing: ['x'] }, EC2, false],
    ['all fields, of which one fails', { source: ['aws.ec2'], region: ['eu-west-1'] }, EC2, false],
    ['a number by value', detail('x-limit', 3.018e2), EC2, true],
    ['a number as text', detail('c-count', '5'), EC2, false],
    ['a text as number', { account: [12345679012] }, EC2, false],
    ['null', detail('nothing', null), EC2, true],
    ['null as the empty text', detail('nothing', ''), EC2, false],
    ['the empty text', detail('empty', ''), EC2, true],
    ['true', detail('ok', true), EC2, true],
    ['false', detail('ok', false), EC2, false],
    ['a prefix', { time: [{ prefix: '2017-10-02' }] }, EC2, true],
    ['a prefix that is no prefix', { time: [{ prefix: '2018' }] }, EC2, false],
    ['a prefix of a number', detail('x-limit', { prefix: '30' }), EC2, false],
    ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, EC2, true],
    ['a suffix', { source: [{ suffix: 'ec2' }] }, EC2, true],
    ['a suffix in any case', { source: [{ suffix: { 'equals-ignore-case': 'EC2' } }] }, EC2, true],
    ['a text in any case', { source: [{ 'equals-ignore-case': 'Aws.Ec2' }] }, EC2, true],
    ['a wildcard', { source: [{ wildcard: 'a*.e*2' }] }, EC2, true],
    ['anything but the value', detail('state', { 'anything-but': 'running' }), EC2, false],
    ['anything but another', detail('state', { 'anything-but': 'initializing' }), EC2, true],
    ['anything but a list', detail('state', { 'anything-but': ['stopped', 'running'] }), EC2, false],
    ['anything but numbers', detail('x-limit', { 'anything-but': [100, 200, 300] }), EC2, true],
    ['anything but a number', detail('c-count', { 'anything-but': 5 }), EC2, false],
    ['anything but, of a missing field', detail('gone', { 'anything-but': 'x' }), EC2, false],
    ['anything but a prefix', detail('state', { 'anything-but': { prefix: 'run' } }), EC2, false],
    ['anything but prefixes', detail('state', { 'anything-but': { prefix: ['x', 'init'] } }), EC2, true],
    ['anything but a suffix', detail('state', { 'anything-but': { suffix: 'ing' } }), EC2, false],
    ['anything but a wildcard', detail('state', { 'anything-but': { wildcard: 'r*g' } }), EC2, false],
    [
      'anything but any case',
      detail('state', { 'anything-but': { 'equals-ignore-case': ['RUNNING'] } }),
      EC2,
      false,
    ],
    ['a range', detail('c-count', { numeric: ['>', 0, '<=', 5] }), EC2, true],
    ['a range that is too low', detail('c-count', { numeric: ['>', 0, '<', 5] }), EC2, false],
    ['at most', detail('d-count', { numeric: ['<', 10] }), EC2, true],
    ['an equal number', detail('x-limit', { numeric: ['=', 301.8] }), EC2, true],
    ['a range, of a text', { account: [{ numeric: ['>', 0] }] }, EC2, false],
    ['an address in a network', detail('source-ip', { cidr: '10.0.0.0/24' }), EC2, true],
    ['an address in another network', detail('source-ip', { cidr: '10.0.1.0/24' }), EC2, false],
    ['an IPv6 address in a network', { ip: [{ cidr: '2001:db8::/32' }] }, { ip: '2001:db8::1' }, true],
    ['a text in a network', { ip: [{ cidr: '10.0.0.0/8' }] }, { ip: 'ten' }, false],
    ['a field that exists', detail('c-count', { exists: true }), EC2, true],
    ['null exists', detail('nothing', { exists: true }), EC2, true],
    ['a field that must not exist and does', detail('c-count', { exists: false }), EC2, false],
    ['a field that must not exist', detail('gone', { exists: false }), EC2, true],
    ['an object is no leaf', { detail: [{ exists: true }] }, EC2, false],
    ['an object is no leaf, so it does not exist', { detail: [{ exists: false }] }, EC2, true],
    ['an empty array does not exist', detail('none', { exists: true }), EC2, false],
    ['not there below what is not there', { gone: { far: [{ exists: false }] } }, EC2, true],
    ['not there, or a value', detail('state', { exists: false }, 'running'), EC2, true],
    ['an object in an array', { employees: { firstName: ['Anna'] } }, EMPLOYEES, true],
    ['an object in a nested array', { employees: { firstName: ['Peter'], tags: ['b'] } }, EMPLOYEES, true],
    ['fields of one element', { employees: { firstName: ['Anna'], lastName: ['Smith'] } }, EMPLOYEES, true],
    ['fields of two elements', { employees: { firstName: ['Anna'], lastName: ['Jones'] } }, EMPLOYEES, false],
    ['in no element', { employees: { middleName: [{ exists: false }] } }, EMPLOYEES, true],
    ['in some element', { employees: { tags: [{ exists: false }] } }, EMPLOYEES, false],
    ['an address written otherwise', { ip: ['2001:db8::1'] }, { ip: '2001:0db8:0:0:0:0:0:1' }, true],
    ['another address', { ip: ['10.0.0.1'] }, { ip: '10.0.0.2' }, false],
    ['an address with a zone', { ip: [{ cidr: 'fe80::/10' }] }, { ip: 'fe80::1%eth0' }, false],
    ['exactly a text', { a: [{ exactly: 'x' }] }, { a: 'x' }, true],
    ['every text by an asterisk', { a: [{ wildcard: '*' }] }, { a: '' }, true],
    ['no number by an asterisk', { a: [{ wildcard: '*' }] }, { a: 1 }, false],
    ['every text by an empty prefix', { a: [{ prefix: '' }] }, { a: 'x' }, true],
    ['the empty text in any case', { a: [{ 'equals-ignore-case': '' }] }, { a: '' }, true],
    ['more than six digits behind the point', { n: [{ numeric: ['>', 0] }] }, { n: 0.1234567 }, false],
    ['the very number with many digits', { n: [0.1234567] }, { n: 0.1234567 }, true],
    ['a number too large for a range', { n: [{ numeric: ['>', 0] }] }, { n: 5e10 }, false],
    ['a large account number by value', { n: [123456789012] }, { n: 123456789012 }, true],
    ['null as anything but a text', { a: [{ 'anything-but': ['x'] }] }, { a: null }, true],
    ['null as anything but a wildcard', { a: [{ 'anything-but': { wildcard: 'x*' } }] }, { a: null }, true],
    ['one of several as anything but', { a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] }, true],
    ['nothing as anything but', { a: [{ 'anything-but': 'x' }] }, { a: [] }, false],
    ['an object as anything but', { a: [{ 'anything-but': 'x' }] }, { a: { b: 'y' } }, false],
    ['a pattern of dots', { 'a.b': { c: ['x'] } }, { a: { 'b.c': 'x' } }, true],
    ['dots of a pattern', { detail: { 'state.status': ['running'] } }, NESTED, true],
    ['dots of an event', { detail: { state: { status: ['running'] } } }, DOTTED, true],
    ['dots of both', { detail: { 'state.status': ['running'] } }, DOTTED, true],
    ['dots of another path', { detail: { 'state.other': ['running'] } }, NESTED, false],
    ['the absence of dots', { detail: { 'state.status': [{ exists: false }] } }, NESTED, false],
    ['the later of two for a path', { a: { b: ['x'] }, 'a.b': ['y'] }, { a: { b: 'y' } }, true],
    ['an element without a field', WITHOUT_SINCE, { stays: [{ of: 'p1' }, { of: 'p2', since: 1 }] }, true],
    ['no element without a field', WITHOUT_SINCE, { stays: [{ of: 'p1', since: 1 }, { of: 'p2' }] }, false],
    [
      'an element without a field, in an inner array',
      { a: { stays: WITHOUT_SINCE.stays } },
      { a: [{ stays: [{ of: 'p2' }] }, { stays: [{ of: 'p1' }, { since: 1 }] }] },
      true,
    ],
    [
      'a field before its sibling, anywhere',
      { stays: { due: [{ exists: false }], of: ['p1'] } },
      { stays: [{ of: 'p1' }, { due: 1 }] },
      false,
    ],
    [
      'the element that another array is bound to',
      { a: { k: ['x'] }, b: { v: ['y'] } },
      { a: [{ k: 'z' }, { k: 'x' }], b: [{ v: 'y' }] },
      true,
    ],
    ['fields of two elements through an array of arrays', { a: { b: [1], c: [2] } }, SPLIT, false],
    ['an own property only', { constructor: [{ exists: true }] }, {}, false],
  ])('decides on %s as AWS does', (_name, pattern, event, expected) => {
    expect(matching(pattern, event)).toBe(expected);
    expect(matching(JSON.stringify(pattern), event)).toBe(expected);
  });

  test.each([
    [{ metricName: 'CPUUtilization' }, true],
    [{ metricType: 'MetricType', namespace: 'AWS/EC2', metricId: 1234 }, true],
    [{ metricType: 'MetricType', namespace: 'AWS/EC2', spaceId: 1000 }, true],
    [{ metricType: 'MetricType', namespace: 'AWS/EC2' }, false],
    [{ metricType: 'MetricType' }, false],
    [{ scope: 'Service' }, true],
    [{}, false],
  ])('with nested $or finds %j: %s', (fields, expected) => {
    const pattern = {
      source: ['aws.cloudwatch'],
      $or: [
        { metricName: ['CPUUtilization', 'ReadLatency'] },
        {
          metricType: ['MetricType'],
          namespace: ['AWS/EC2', 'AWS/ES'],
          $or: [{ metricId: [1234] }, { spaceId: [1000] }],
        },
        { scope: ['Service'] },
      ],
    };
    expect(matching(pattern, { source: 'aws.cloudwatch', ...fields })).toBe(expected);
    expect(matching(pattern, { source: 'other', ...fields })).toBe(false);
  });

  test.each<[unknown, RegExp]>([
    ['{', /it is not JSON/],
    ['[]', /Filter is not an object/],
    [{}, /Empty objects are not allowed/],
    [{ detail: {} }, /Empty objects are not allowed \(at detail\)/],
    [{ source: 'aws.s3' }, /"source" must be an object or an array/],
    [{ source: [] }, /Empty arrays are not allowed \(at source\)/],
    [{ detail: { key: [{ prefx: 'a' }] } }, /Unrecognized match type prefx \(at detail\.key\)/],
    [{ source: [{ prefix: 1 }] }, /prefix match pattern must be a string/],
    [{ source: [{ prefix: { suffix: 'x' } }] }, /Unsupported prefix pattern: suffix/],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, /Only one key allowed/],
    [{ source: [{}] }, /Match expression name not found/],
    [{ source: [['a']] }, /Match value must be String, number, true, false, or null/],
    [{ source: [{ 'anything-but': ['a', 1] }] }, /either all values are number or string/],
    [{ source: [{ 'anything-but': [] }] }, /either all values are number or string/],
    [{ source: [{ 'anything-but': null }] }, /must be an array or single string\/number value/],
    [{ source: [{ 'anything-but': { exists: true } }] }, /Unsupported anything-but pattern: exists/],
    [{ source: [{ 'anything-but': [null] }] }, /start\|null\|boolean is not supported/],
    [
      { source: [{ 'anything-but': { 'equals-ignore-case': [1] } }] },
      /anything-but\/equals-ignore-case list/,
    ],
    [{ source: [{ 'anything-but': { suffix: [1, 'a'] } }] }, /prefix\/suffix match pattern must be a string/],
    [{ source: [{ 'anything-but': { wildcard: 7 } }] }, /wildcard match pattern must be a string/],
    [
      { source: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }] },
      /Value of anything-but must be an array or single string\/number value/,
    ],
    [{ source: [{ 'equals-ignore-case': ['a'] }] }, /equals-ignore-case match pattern must be a string/],
    [{ source: [{ exactly: 1 }] }, /exact match pattern must be a string/],
    [{ source: [{ 'anything-but': { prefix: '' } }] }, /Null prefix\/suffix not allowed/],
    [{ n: [{ numeric: 5 }] }, /Value of numeric must be an array/],
    [{ n: [{ numeric: ['~', 5] }] }, /Unrecognized numeric range operator: ~/],
    [{ n: [{ numeric: ['>', '5'] }] }, /Value of > must be numeric/],
    [{ n: [{ numeric: ['<', 5, '>', 1] }] }, /Too many elements in numeric expression/],
    [{ n: [{ numeric: ['>', 5, '>', 1] }] }, /Bad numeric range operator: >/],
    [{ n: [{ numeric: ['>', 5, '<'] }] }, /Value of < must be numeric/],
    [{ n: [{ numeric: ['>', 5, 6] }] }, /Bad value in numeric range: 6/],
    [{ n: [{ numeric: ['>', 5, '<', 6, 7] }] }, /Too many terms in numeric range/],
    [{ n: [{ numeric: ['=', 'a'] }] }, /Value of equals must be numeric/],
    [{ n: [{ numeric: [5] }] }, /Invalid member in numeric match: 5/],
    [{ n: [{ numeric: ['>', 0.1234567] }] }, /Only values upto 6 decimals/],
    [{ n: [{ numeric: ['>', 5, '<', 5] }] }, /Bottom must be less than top/],
    [{ n: [{ numeric: ['>', 5e10] }] }, /between -5.0E9 and 5.0E9/],
    [{ n: [{ exists: 'true' }] }, /exists match pattern must be either true or false/],
    [{ n: [{ wildcard: 'a**b' }] }, /Consecutive wildcard characters at pos 2/],
    [{ n: [{ wildcard: 'a\\b' }] }, /Invalid escape character at pos 2/],
    [{ n: [{ wildcard: 'é*\\' }] }, /Invalid escape character at pos 4/],
    [{ n: [{ wildcard: ['a*'] }] }, /wildcard match pattern must be a string/],
    [{ n: [{ cidr: '10.0.0.0' }] }, /Malformed CIDR, one '\/' required/],
    [{ n: [{ cidr: '10.0.0.0/x' }] }, /mask bits must be an integer/],
    [{ n: [{ cidr: '10.0.0.0/-1' }] }, /mask bits must not be negative/],
    [{ n: [{ cidr: 'ten.1/8' }] }, /Nonstandard IP address: ten\.1/],
    [{ n: [{ cidr: '2001:db8::/128' }] }, /IPv6 mask bits must be < 128/],
    [{ n: [{ cidr: ['10.0.0.0/8'] }] }, /match pattern must be a string/],
    [{ n: [{ cidr: '10.0.0.0/33' }] }, /IPv4 mask bits must be < 32/],
    [{ n: [{ constructor: 'a' }] }, /Unrecognized match type constructor/],
    [{ $or: [{ a: [1] }] }, /at least 2 Objects in \$or/],
    [{ $or: { a: [1] } }, /It must be an Array followed with \$or/],
    [{ $or: [{ a: [1] }, 2] }, /Only JSON object is allowed/],
    [
      { $or: [{ a: [1] }, { prefix: ['x'] }] },
      /prefix is Ruler reserved fieldName which cannot be used inside \$or/,
    ],
    [{ $or: [{ a: [1] }, { 'in-date-range': ['x'] }] }, /in-date-range is Ruler reserved/],
    [{ a: ['x'.repeat(2100)] }, /longer than 2048 characters/],
  ])('%j is refused with a reason', (pattern, reason) => {
    expect(() => parsePattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'InvalidEventPatternException',
        message: expect.stringMatching(reason),
      }),
    );
  });

  test.each<[string, boolean, unknown]>([
    ['the example of the User Guide', true, { a: [{ wildcard: '*:*:*:*:*:event-bus/*' }] }],
    ['the same, excluded', true, { a: [{ 'anything-but': { wildcard: '*:*:*:*:*:event-bus/*' } }] }],
    [
      'the same, in one of the alternatives',
      true,
      {
        $or: [{ b: ['x'] }, { a: [{ wildcard: '*:*:*:*:*:event-bus/*' }] }],
      },
    ],
    ['two folders, excluded', false, { a: [{ 'anything-but': { wildcard: ['*/lib/*', '*/tmp/*'] } }] }],
    ['its simplification', false, { a: [{ wildcard: 'arn:aws:events:*:event-bus/*' }] }],
    [
      'one of the guide that repeats a folder',
      false,
      {
        a: [{ wildcard: '/Users/*/dir/dir/dir/dir/dir/doc.txt' }],
      },
    ],
    ['ten folders after a wildcard', true, { a: [{ wildcard: `/Users/*${'/d'.repeat(10)}/doc.txt` }] }],
    ['an asterisk between every two letters', true, { a: [{ wildcard: 'a*a*a*a*a*a*a' }] }],
    ['two of them', false, { a: [{ wildcard: '*a*' }] }],
    [
      'many wildcards with other beginnings',
      false,
      {
        a: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => ({ wildcard: `${letter}*x*y` })),
      },
    ],
    [
      'many wildcards with one beginning',
      true,
      {
        a: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => ({ wildcard: `dir/*/${letter}*` })),
      },
    ],
    ['the same wildcard twice', false, { a: [{ wildcard: '*a*b*' }, { wildcard: '*a*b*' }] }],
    [
      'the same wildcards for two fields',
      false,
      {
        a: [{ wildcard: '*a*b*' }],
        b: [{ wildcard: '*a*b*' }],
      },
    ],
    [
      'one field of two alternatives',
      true,
      {
        $or: [{ a: [{ wildcard: '*a*b*c*' }] }, { a: [{ wildcard: '*d*e*f*' }, { wildcard: '*g*h' }] }],
      },
    ],
    ['escaped asterisks, which are none', false, { a: [{ wildcard: '\\*:\\*:\\*:\\*:\\*:\\*:\\*:*' }] }],
  ])('with wildcards: %s is too complex: %s', (_name, expected, pattern) => {
    const parsed = (): unknown => parsePattern(pattern);
    if (expected) expect(parsed).toThrow(/Reason: Rule is too complex - try using fewer wildcard characters/);
    else expect(parsed).not.toThrow();
  });

  test('with so many alternatives that they make more than a thousand rules is refused', () => {
    const either = (name: string) => ({ [name]: { $or: [{ a: [1] }, { b: [1] }] } });
    const groups = (count: number) =>
      Object.assign({}, ...Array.from({ length: count }, (_, index) => either(`g${index}`))) as object;
    expect(() => parsePattern(groups(9))).not.toThrow();
    expect(() => parsePattern(groups(10))).toThrow(/too complex/);
    expect(() => parsePattern(groups(40))).toThrow(/too complex/);
  });

  test('that asks in many arrays for what only the last has not is decided without trying all of them', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const each = (member: unknown): Record<string, unknown> =>
      Object.fromEntries(names.map((name) => [name, member]));
    const pattern = { ...each({ x: ['1'] }), z: ['no'] };
    const event = { ...each(Array.from({ length: 50 }, () => ({ x: '1' }))), z: 'yes' };
    expect(matching(pattern, event)).toBe(false);
    expect(matching(pattern, { ...event, z: 'no' })).toBe(true);
  });

  test('made from any leaf of any event matches that event, and its negation does not', () => {
    const text = fc.string({ minLength: 1 });
    const path = fc.array(
      text.filter((name) => name !== '$or' && name !== '__proto__'),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(path, text, (names, value) => {
        const nest = (leaf: unknown) =>
          names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), leaf);
        fc.pre(JSON.stringify(nest([value])).length < 1900);
        expect(matching(nest([value]), nest(value))).toBe(true);
        expect(matching(nest([value]), nest(['other', [value]]))).toBe(true);
        expect(matching(nest([{ 'anything-but': value }]), nest(value))).toBe(false);
        expect(matching(nest([{ exists: false }]), nest(value))).toBe(false);
        expect(matching(nest([{ exists: false }, value]), nest(value))).toBe(true);
      }),
    );
  });

  test('never fails on an event, whatever it is made of', () => {
    const pattern = parsePattern({
      a: { b: [{ exists: false }, { prefix: 'x' }, { numeric: ['>', 0] }, { cidr: '10.0.0.0/8' }] },
      $or: [{ a: { c: [{ 'anything-but': ['x'] }] } }, { b: [null] }],
    });
    const event = fc.object({ key: fc.constantFrom('a', 'b', 'c'), maxDepth: 4 });
    fc.assert(
      fc.property(event, (value) => {
        expect(typeof matches(pattern, value)).toBe('boolean');
      }),
    );
  });

  test('of alternatives matches exactly where one of them does', () => {
    const fields = fc.record({ a: fc.integer({ min: 0, max: 2 }), b: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(fields, fields, ({ a, b }, event) => {
        const either = matching({ $or: [{ a: [a] }, { b: [b] }] }, event);
        expect(either).toBe(matching({ a: [a] }, event) || matching({ b: [b] }, event));
      }),
    );
  });
});

describe('a wildcard', () => {
  test('finds what a regular expression of the same form finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(letters, text, (form, candidate) => {
        const single = form.replace(/\*+/g, '*');
        const expected = new RegExp(`^${single.replaceAll('*', '.*')}$`).test(candidate);
        expect(matchesWildcard(parseWildcard(single), candidate)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('takes an escaped asterisk and backslash as themselves', () => {
    const pieces = parseWildcard('a\\*b*\\\\');
    expect(matchesWildcard(pieces, 'a*b rest \\')).toBe(true);
    expect(matchesWildcard(pieces, 'axb rest \\')).toBe(false);
  });

  test('with many asterisks decides on a long text that almost fits without trying again and again', () => {
    const pieces = parseWildcard(`${'*a'.repeat(200)}*b`);
    expect(matchesWildcard(pieces, 'a'.repeat(100_000))).toBe(false);
    expect(matchesWildcard(pieces, `${'a'.repeat(100_000)}b`)).toBe(true);
  });
});
