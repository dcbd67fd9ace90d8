import { expect, test } from '@jest/globals';
import { processingError } from '../../../fhir/messages/issue.ts';
import { withValidationIssue } from '../../../fhir/validate/validation-issue.ts';

const ISSUES = [processingError('wrong', 'Patient.birthDate')];
const OUTCOME = JSON.stringify({ resourceType: 'OperationOutcome', issue: ISSUES });
const EXTENSION = JSON.stringify({
  url: 'http://healthlake.amazonaws.com/fhir/StructureDefinition/validation-issue',
  valueString: OUTCOME,
});

const stored = (text: string, type = 'Patient'): string =>
  withValidationIssue(Buffer.from(text, 'utf8'), type, ISSUES).toString('utf8');

test.each([
  ['{"id":"a","x":1.10}', `{"id":"a","extension":[${EXTENSION}],"x":1.10}`],
  ['{"extension":[ {"url":"x"}],"id":"a"}', `{"extension":[${EXTENSION}, {"url":"x"}],"id":"a"}`],
  ['{"extension":[ ],"id":"a"}', `{"extension":[${EXTENSION} ],"id":"a"}`],
  ['{"extension":{},"id":"a"}', '{"extension":{},"id":"a"}'],
])('%s is stored with its issues, every other byte as it was', (text, expected) => {
  expect(stored(text)).toBe(expected);
});

test('resources without extensions are stored as they are', () => {
  expect(stored('{"id":"a"}', 'Bundle')).toBe('{"id":"a"}');
});
