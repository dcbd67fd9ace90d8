import { expect, test } from '@jest/globals';
import { UNKNOWN_PLACE, placeInLine } from '../../../fhir/bytes/version-place.ts';
import { newRangeMemory } from '../../../fhir/ndjson/file-range.ts';
import { PLACE_NUMBERS, validateRange } from '../../../fhir/validate/validate-range.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';

/** The line with a sign where its version goes; undefined where it has to be looked at. */
async function marked(line: string): Promise<string | undefined> {
  const memory = newRangeMemory();
  const before = 'x\n';
  const end = memory.write(`${before}${line}\n`) - 1;
  const lines = [{ start: before.length, end, isTooLong: false, position: end + 1 }];
  const { places } = validateRange({ memory, lines }, await openTestValidator(), 'structure-only');
  expect(places).toHaveLength(PLACE_NUMBERS);
  const place = places[4] ?? UNKNOWN_PLACE;
  if (place === UNKNOWN_PLACE) return undefined;
  const { at, isInMeta } = placeInLine(place);
  const bytes = Buffer.from(line);
  return `${bytes.toString('utf8', 0, at)}${isInMeta ? '<in>' : '<behind>'}${bytes.toString('utf8', at)}`;
}

test.each([
  [
    '{"resourceType":"Patient","id":"a","active":true}',
    '{"resourceType":"Patient","id":"a"<behind>,"active":true}',
  ],
  ['{"resourceType":"Patient","id":"a"}', '{"resourceType":"Patient","id":"a"<behind>}'],
  [
    '{"resourceType":"Patient","id":"a","meta":{"tag":[{"code":"v"}]}}',
    '{"resourceType":"Patient","id":"a","meta":{<in>"tag":[{"code":"v"}]}}',
  ],
  [
    '{"resourceType":"Patient","meta":{"tag":[{"display":"\\"}v"}]},"id":"a"}',
    '{"resourceType":"Patient","meta":{<in>"tag":[{"display":"\\"}v"}]},"id":"a"}',
  ],
  [
    '{"resourceType":"Patient","id":"a","contained":[{"resourceType":"Organization","id":"o","meta":{"source":"urn:y"},"name":"x"}],"managingOrganization":{"reference":"#o"}}',
    '{"resourceType":"Patient","id":"a"<behind>,"contained":[{"resourceType":"Organization","id":"o","meta":{"source":"urn:y"},"name":"x"}],"managingOrganization":{"reference":"#o"}}',
  ],
])('%s', async (line, expected) => {
  expect(await marked(line)).toBe(expected);
});

test.each([
  '{"resourceType":"Patient","id":"a","meta":{"versionId":"1"}}',
  '{"resourceType":"Patient","id":"a","meta":{"tag":[{"code":"x"}],"lastUpdated":"2020-01-01T00:00:00Z"}}',
  '{"resourceType":"Patient","id":"a","meta":{ "source":"urn:x"}}',
  '{"resourceType":"Patient","id":"a","meta":{"source":"urn:x" }}',
])('%s has to be looked at', async (line) => {
  expect(await marked(line)).toBeUndefined();
});
