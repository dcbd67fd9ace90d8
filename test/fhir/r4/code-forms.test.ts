import { expect, test } from '@jest/globals';
import { codeFormCheck } from '../../../fhir/r4/code-forms.ts';

const isMimeType = codeFormCheck('http://hl7.org/fhir/ValueSet/mimetypes');
const isCurrency = codeFormCheck('http://hl7.org/fhir/ValueSet/currencies');

test.each([
  'text/plain',
  'text/plain; charset=utf-8',
  'application/fhir+json;fhirVersion=4.0',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'multipart/related; boundary="a b"',
  '*/*',
  'application/fhir+json;canonicalization=http://hl7.org/fhir/canonicalization/json#static',
  'multipart/related; type=application/dicom',
  'multipart/related; type="application/dicom+xml"; boundary=a:b',
  'multipart/related;type=text/xml;start=<a@b>',
  'application/dicom; variant=DICOM STOW-RS',
  'application/dicom; transfer-syntax=*',
  'text/plain; charset=utf-8; q=0.9',
  'text/plain; note="a \\" ; b"',
  'application/x-www-form-urlencoded;a=b=c',
  'json',
  'xml',
])('%s is a MIME type', (value) => {
  expect(isMimeType(value)).toBe(true);
});

test.each([
  'png',
  'text/',
  '/plain',
  'text/plain/x',
  'text plain',
  'text/plain;',
  'text/plain; x',
  'text/plain; x=',
  'text/plain; =x',
  'text/plain; a=b;',
  'text/plain; a=b; c',
  'text/plain; a="b',
  'text/plain; a="b" c',
  'text/plain; a=b"c',
  'text/plain; a="b  c"',
  'text/plain; a=b  c',
  ' text/plain',
  '',
  1,
  ['json'],
])('%j is none', (value) => {
  expect(isMimeType(value)).toBe(false);
});

test.each([
  ['USD', true],
  ['XCG', true],
  ['usd', false],
  ['$', false],
  ['US Dollar', false],
  [['USD'], false],
])('%j as a currency: %s', (value, expected) => {
  expect(isCurrency(value)).toBe(expected);
});
