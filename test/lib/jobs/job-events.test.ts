import { describe, expect, test } from '@jest/globals';
import { knownMessage } from '../../../lib/jobs/known-message.ts';

describe('a job’s message', () => {
  test.each([
    'The specified bucket does not exist',
    'The specified key does not exist.',
    'Access Denied',
    'No .ndjson files to import were found at s3://inbox/drop/',
  ])('%s is passed on', (message) => {
    expect(knownMessage(message)).toBe(message);
  });
  test.each([
    null,
    '',
    'Patient/quackenbush is invalid',
    'Access Denied for Patient quackenbush',
    'The specified bucket does not exist\nquackenbush',
  ])('%j is not: it may quote a resource', (message) => {
    expect(knownMessage(message)).toBeNull();
  });
});
