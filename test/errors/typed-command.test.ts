import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSources } from '../../tools/architecture/read-sources.ts';
import { typed, typedInlet } from '../../errors/index.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

describe('a command in a sentence', () => {
  test('stands between backticks, with its stage where that is not the one that is meant without', () => {
    const id = 'imp-1';
    expect([
      typed`aws s3 ls s3://a/b/`,
      typedInlet('local')`status ${id}`,
      typedInlet('dev')`status ${id}`,
    ]).toEqual(['`aws s3 ls s3://a/b/`', '`npx inlet status imp-1`', '`npx inlet status imp-1 --stage dev`']);
  });

  test('hands what comes from elsewhere to a shell as one word, whatever is in it', () => {
    const keys = [
      'a b.ndjson',
      "it's",
      '$(touch x);`id`',
      '*',
      '',
      '~',
      'é\u{1f600}',
      '-n',
      's3://a/b?c#d&e|f',
    ];
    const words = keys.map((key) => typed`${key}`.slice(1, -1)).join(' ');
    expect(execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })).toBe(
      `${keys.join('\n')}\n`,
    );
  });

  /** Whose commands are lines of their own, or no text for a terminal. */
  const OWN_LINES =
    /^(cli\/local\/introduction|cli\/doctor\/checks\/.*|cli\/terminal\/(completion|help)|local\/boot\/control\/start-page|tools\/build\/(project|run-serverless)|tools\/build\/stack\/.*|tools\/(generate|bench|scripts)\/.*|console\/.*|local\/(fhir-server|ssm|sts|token-issuer)\/.*)\.ts$/;
  const COMMAND = /\b(npx (--no-install )?(inlet|sls)|npm (start|run|ci)|aws [a-z\d]+ [a-z\d-]+)\b/g;
  test('is marked as such everywhere, so that it can be pasted', () => {
    const unmarked = readSources(PROJECT)
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.ts') && !path.startsWith('test/') && !OWN_LINES.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(PROJECT, path), 'utf8').replaceAll(
          /\/\*[\s\S]*?\*\/|^ *\/\/.*$/gm,
          '',
        );
        return [...text.matchAll(COMMAND)]
          .filter(({ index }) => !/(`(eval "\$\((\w+=\S+ )?)?|(\||&&) )$/.test(text.slice(0, index)))
          .map(({ 0: command, index }) => `${path}: ${text.slice(Math.max(0, index - 30), index)}${command}`);
      });
    expect(unmarked).toEqual([]);
  });
});
