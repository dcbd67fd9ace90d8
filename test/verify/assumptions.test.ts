import { describe, expect, test } from '@jest/globals';
import { ACTION_NOTES, TOPIC_NOTES } from '../../local/healthlake/index.ts';
import { FHIR_ENDPOINT_NOTES } from '../../local/fhir-server/index.ts';
import type { Assumption } from '../../verify/index.ts';
import { ASSUMPTIONS, isProbe } from '../../verify/index.ts';
import { withoutNames } from '../../verify/run/record.ts';
import { GROUPS } from './faults/index.ts';

describe('the table of assumptions', () => {
  test('names each once, in a topic that a page lists', () => {
    const names = ASSUMPTIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const topics = [ACTION_NOTES, TOPIC_NOTES, FHIR_ENDPOINT_NOTES].flatMap((notes) => Object.keys(notes));
    expect(ASSUMPTIONS.map(({ topic }) => topic).filter((topic) => !topics.includes(topic))).toEqual([
      'The main job',
      ...Array.from({ length: 5 }, () => 'SMART on FHIR'),
      ...Array.from({ length: 8 }, () => 'Alarms'),
    ]);
  });

  test('has a probe of each, or why it has none', () => {
    for (const { tried } of ASSUMPTIONS)
      if (isProbe(tried)) expect(tried.expects).toBe(withoutNames(tried.expects));
      else expect(tried.why.length).toBeGreaterThan(20);
    expect(ASSUMPTIONS.filter(({ tried }) => isProbe(tried)).length).toBeGreaterThan(100);
  });

  test('has of each probe what makes it fail', () => {
    expect(GROUPS.flatMap(({ probes }) => probes).toSorted(byName)).toEqual(ASSUMPTIONS.toSorted(byName));
    for (const { probes, faults } of GROUPS)
      expect(Object.keys(faults).sort()).toEqual(
        probes
          .filter(({ tried }) => isProbe(tried))
          .map(({ name }) => name)
          .sort(),
      );
  });
});

const byName = (a: Assumption, b: Assumption): number => (a.name < b.name ? -1 : 1);

test('names of an account are left out of what was seen', () => {
  expect(
    withoutNames(
      'arn:aws:iam::123456789012:role/x, s3://inlet-dev-inbox/Patient.ndjson; https://healthlake.us-east-1.amazonaws.com/datastore/0123456789abcdef0123456789abcdef/r4/ 0123456789abcdef0123456789abcdef 123456789012',
    ),
  ).toBe('<arn>, <address>; <address> <id> <account>');
});
