import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { eventFileName } from '../../events/schemas.ts';
import { PROJECT } from '../../tools/build/project.ts';
import { registrySchemas } from '../../tools/build/stack/schema-registry.ts';
import { testWith } from '../support/programs.ts';

describe('a consumer in Python that has the JSON Schemas and nothing else', () => {
  testWith('jsonschema')(
    'reads every example, those of the first release too, and each schema of the registry',
    () => {
      const folder = join(PROJECT, 'events');
      const registered = registrySchemas().map(({ name, content }) => ({
        name,
        content,
        example: `${eventFileName((content as { title: string }).title)}.example.json`,
      }));
      const { stdout, stderr, status } = spawnSync(
        'python3',
        [join(import.meta.dirname, 'read_events.py'), folder],
        { input: JSON.stringify(registered), encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, '']);
      const read = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
      const examples = (of: string): string[] =>
        readdirSync(join(folder, of)).filter((file) => file.endsWith('.example.json'));
      expect(Object.keys(read).sort()).toEqual(
        [
          ...examples('.'),
          ...examples('released/1').map((file) => `released/1/${file}`),
          ...registered.map(({ name }) => name),
        ].sort(),
      );
      for (const [file, { detailType, title, ...errors }] of Object.entries(read)) {
        expect([file, title]).toEqual([file, detailType]);
        expect([file, Object.values(errors).flat()]).toEqual([file, []]);
      }
    },
  );
});
