import { expect, test } from '@jest/globals';
import { shownKeys } from '../../../cli/console/shown-keys.ts';
import type { StageResources } from '../../../cli/stage/stage-resources.ts';
import { hmacKeyMask, noKeyMask } from '../../../lib/publish/object-key-masking.ts';

const context = (maskKey: StageResources['maskKey']) => ({ stage: { maskKey } as StageResources });
const DOCUMENT = {
  drop: 'Quackenbush',
  key: 'Quackenbush/a.ndjson',
  inputS3Uri: 's3://inbox/Quackenbush/',
  hidden: { objects: 1, example: 'Quackenbush/_x' },
  because: 'it waits for Quackenbush/b.ndjson',
  events: [{ envelope: { detail: { object: { key: 'Quackenbush/c.ndjson' } } } }],
};

test('keys are shown as the stage’s events have them, and a mask is not masked again', () => {
  expect(shownKeys(context(noKeyMask), DOCUMENT)).toEqual(DOCUMENT);
  const hidden = context(hmacKeyMask('secret'));
  const masked = shownKeys(hidden, DOCUMENT);
  expect(JSON.stringify(masked)).not.toContain('Quackenbush');
  expect(shownKeys(hidden, { key: masked.key })).toEqual({ key: masked.key });
});
