import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writePackage } from '../../support/fhir-package.ts';
import { feed, unbroken } from '../../support/run-inlet.ts';
import { generatePopulation } from '../../../tools/sample-population/generate-population.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'inlet.mjs');
const folder = mkdtempSync(join(tmpdir(), 'inlet-validate-test-'));

beforeAll(() => {
  mkdirSync(join(folder, 'sample'));
  for (const { name, lines } of generatePopulation({ patients: 10 }).files)
    writeFileSync(join(folder, 'sample', name), `${[...lines()].join('\n')}\n`);
  writeFileSync(join(folder, 'right.json'), '{"resourceType":"Patient","id":"a"}\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `inlet validate` as a shell does; sentences stay in one line each. */
async function validate(
  args: readonly string[],
  input = '',
  environment: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const program = spawn(process.execPath, [PROGRAM, 'validate', '--verbose', ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  feed(program.stdin, input);
  const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
  const [out, err] = await Promise.all([text(program.stdout), text(program.stderr)]);
  return { code: await ended, out, err };
}

test('a folder is validated file by file; each deliberate error is found, and the exit code is 1', async () => {
  const { code, out } = await validate(['sample']);
  expect(code).toBe(1);
  expect(out).toContain(
    'Passed over, for an import reads .ndjson files only:\n  Patient-from-the-browser.json',
  );
  expect(out).toMatch(/ lines in 8 files: \d+ right, 6 refused\./);
  expect(out).toContain("Organization: Unrecognised property '@nmae'\n      first at Organization.ndjson:2");
  expect(out).toContain('1 line with the type and id of an earlier one');
  expect(out).not.toContain('1987-02-30');
});

test('--show-data shows the first of each kind with the value that is wrong', async () => {
  const { code, out } = await validate(['sample', '--show-data']);
  expect(code).toBe(1);
  expect(out).toMatch(/first at Patient\.ndjson:\d+: .*1987-02-30/);
  expect((await validate(['sample', '--show-data', '--json'])).code).toBe(2);
});

test('--json has each refused line with its OperationOutcome issues, and the digest behind them', async () => {
  const { code, out } = await validate([
    'sample/Patient.ndjson',
    'right.json',
    '--json',
    '--level',
    'structure-only',
  ]);
  const documents = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(code).toBe(1);
  expect(documents).toMatchObject([
    {
      file: 'sample/Patient.ndjson',
      line: 2,
      refused: true,
      issue: [{ diagnostics: expect.stringContaining('1987-02-30'), location: ['Patient.birthDate'] }],
    },
    {
      level: 'structure-only',
      files: [
        { file: 'sample/Patient.ndjson', lines: 11, right: 10, refused: 1 },
        { file: 'right.json', lines: 1, right: 1, refused: 0 },
      ],
    },
  ]);
});

test('under strict the profiles of a package are checked, and one that is not loaded refuses a line unless ignored', async () => {
  const profile = {
    resourceType: 'StructureDefinition',
    url: 'http://example.org/named',
    type: 'Patient',
    derivation: 'constraint',
    snapshot: {
      element: [
        { id: 'Patient', path: 'Patient' },
        { id: 'Patient.name', path: 'Patient.name', min: 1 },
      ],
    },
  };
  writePackage(join(folder, 'p.tgz'), 'example', '1.0.0', [profile]);
  const claim = (profile: string): string =>
    JSON.stringify({ resourceType: 'Patient', id: 'a', meta: { profile: [profile] } });
  const lines = `${claim(profile.url)}\n${claim('http://example.org/other')}\n`;
  const strict = ['-', '--level', 'strict', '--package', 'p.tgz'];
  const [refused, ignored] = await Promise.all([
    validate(strict, lines),
    validate([...strict, '--unknown-profiles', 'ignore'], lines),
  ]);
  expect(refused.out).toContain(
    'Patient.name: minimum required = 1, but only found 0 (from http://example.org/named|1.0.0)',
  );
  expect(refused.out).toContain('0 right, 2 refused.');
  expect(ignored.out).toContain('1 right, 1 refused.');
  expect(await validate(['-', '--level', 'strict', '--package', 'right.json'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('right.json is no FHIR package'),
  });
});

test('a version of a profile that is not loaded is unknown, unless the newest that is may take its place', async () => {
  const profile = {
    resourceType: 'StructureDefinition',
    url: 'http://example.org/versioned',
    version: '2.0.0',
    type: 'Patient',
    derivation: 'constraint',
    snapshot: { element: [{ id: 'Patient', path: 'Patient' }] },
  };
  writePackage(join(folder, 'versioned.tgz'), 'example', '2.0.0', [profile]);
  const line =
    '{"resourceType":"Patient","id":"a","meta":{"profile":["http://example.org/versioned|1.0.0"]}}';
  const args = ['-', '--level', 'strict', '--package', 'versioned.tgz'];
  const [exact, latest] = await Promise.all([
    validate(args, line),
    validate([...args, '--profile-versions', 'latest-loaded'], line),
  ]);
  expect(exact).toMatchObject({
    code: 1,
    out: expect.stringContaining('version 1.0.0 is meant, and 2.0.0 loaded'),
  });
  expect(latest).toMatchObject({ code: 0, out: expect.stringContaining('1 right, 0 refused.') });
});

test.each([
  ['without elements', { element: [] }],
  ['that is null', null],
  ['that says nothing', {}],
])('a snapshot %s is none', async (_, snapshot) => {
  const profile = {
    resourceType: 'StructureDefinition',
    url: 'http://example.org/empty',
    type: 'Patient',
    derivation: 'constraint',
    differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
    snapshot,
  };
  writePackage(join(folder, 'empty.tgz'), 'example', '1.0.0', [profile]);
  const line = '{"resourceType":"Patient","id":"a","meta":{"profile":["http://example.org/empty"]}}';
  expect(await validate(['-', '--level', 'strict', '--package', 'empty.tgz'], line)).toMatchObject({
    code: 2,
    err: '',
    out: expect.stringContaining(
      "Profile reference 'http://example.org/empty' has not been checked because it has a differential and no snapshot",
    ),
  });
});

test('a profile with a differential alone cannot be applied: that is said, the other lines are validated, and the exit code is 2', async () => {
  const profile = {
    resourceType: 'StructureDefinition',
    url: 'http://example.org/differential',
    type: 'Patient',
    derivation: 'constraint',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
  };
  writePackage(join(folder, 'differential.tgz'), 'example', '1.0.0', [profile]);
  const lines = [
    '{"resourceType":"Patient","id":"a","meta":{"profile":["http://example.org/differential"]}}',
    '{"resourceType":"Patient","id":"b"}',
    '{"resourceType":"Patient","id":"c","gender":"x"}',
  ].join('\n');
  const args = ['-', '--level', 'strict', '--package', 'differential.tgz'];
  const [refused, ignored] = await Promise.all([
    validate(args, lines),
    validate([...args, '--unknown-profiles', 'ignore', '--json'], lines),
  ]);
  expect(refused).toMatchObject({ code: 2, err: '' });
  expect(refused.out).toContain(
    "Profile reference 'http://example.org/differential' has not been checked because it has a differential and no snapshot",
  );
  expect(refused.out).toContain('1 right, 2 refused.');
  expect(refused.out).toContain('  http://example.org/differential|1.0.0');
  expect(ignored.code).toBe(2);
  expect(JSON.parse(ignored.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    unchecked: { profiles: ['http://example.org/differential|1.0.0'] },
    files: [{ right: 2, refused: 1 }],
  });
});

test('large input is validated by several threads, and reported in its order', async () => {
  const line = (file: string, number: number): string =>
    JSON.stringify({
      resourceType: 'Patient',
      id: number % 10_000 === 0 ? 'same' : `${file}-${number}`,
      ...(number === 20_000 ? { gender: 'x' } : { gender: 'other' }),
      name: [{ family: 'x'.repeat(80) }],
    });
  mkdirSync(join(folder, 'large'));
  for (const file of ['a', 'b'])
    writeFileSync(
      join(folder, 'large', `${file}.ndjson`),
      Array.from({ length: 30_000 }, (_, at) => line(file, at + 1)).join('\n'),
    );
  const { code, out } = await validate(['large', '--json']);
  expect(code).toBe(1);
  const documents = out
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each) as unknown);
  expect(documents).toMatchObject([
    { file: 'a.ndjson', line: 20_000, refused: true },
    { file: 'b.ndjson', line: 20_000, refused: true },
    {
      files: [
        { file: 'a.ndjson', lines: 30_000, right: 29_999, refused: 1 },
        { file: 'b.ndjson', lines: 30_000, right: 29_999, refused: 1 },
      ],
      issues: [{ lines: 2, first: { file: 'a.ndjson', line: 20_000 } }],
      duplicates: {
        lines: 3,
        first: { line: { file: 'a.ndjson', line: 30_000 }, earlier: { file: 'a.ndjson', line: 10_000 } },
      },
      interrupted: false,
    },
  ]);
  // An error in a thread is told as one in this thread would be.
  expect(await validate(['large', '--level', 'strict', '--package', 'right.json'])).toMatchObject({
    code: 1,
    err: 'inlet validate: right.json is no FHIR package: it cannot be unpacked (Z_DATA_ERROR)\n',
  });
});

test('Ctrl-C ends it with the shell’s code, and nothing of what it read stays behind', async () => {
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  const program = spawn(process.execPath, [PROGRAM, 'validate', '-'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = new Promise((resolve) => program.on('close', resolve));
  // It is written as soon as it is there to read: then the program is at it.
  program.stdin.write('{"resourceType":"Patient","id":"a"}\n'.repeat(10_000), () => program.kill('SIGINT'));
  expect(await ended).toBe(130);
  expect(readdirSync(temporary)).toEqual([]);
});

test('standard input is validated as -, and what is right ends with 0', async () => {
  const { code, out } = await validate(['-'], '{"resourceType":"Patient","id":"a"}');
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 line in 1 file: 1 right, 0 refused.'),
  });
});

test.each([
  [[], 2, '<path>... is missing'],
  [['nowhere'], 1, 'nowhere: there is no such file or folder'],
  [
    ['nope/*.ndjson'],
    1,
    'nope/*.ndjson: there is no such file or folder, nor a file that this pattern fits:',
  ],
  [['right.json', '--level', 'lax'], 2, '--level lax: there is strict, structure-only, minimal'],
  [
    ['right.json', '--package', 'p.tgz'],
    2,
    '--package says nothing at level structure-only: add --level strict',
  ],
])('%j is refused with %d: %s', async (args, expected, message) => {
  const { code, err } = await validate(args);
  expect({ code, err }).toEqual({ code: expected, err: expect.stringContaining(message) });
});

test('a name that a drop would reject is told, with what to do about it, whatever its lines are', async () => {
  for (const name of ['noext', 'Patient.jsonl', '_hidden.ndjson'])
    writeFileSync(join(folder, name), '{"resourceType":"Patient","id":"a"}\n');
  const { code, out } = await validate(['noext', 'Patient.jsonl', '_hidden.ndjson']);
  expect(code).toBe(0);
  expect(out).toContain(
    'A drop would reject the names, or leave them alone:\n  noext (not-ndjson): Drop FHIR R4',
  );
  expect(out).toContain(
    '\n  Patient.jsonl (jsonl-extension): Drop the same file under a name that ends in .ndjson',
  );
  expect(out).toContain('\n  _hidden.ndjson (hidden): ');
});

test('a name that only nearly ends in .ndjson is told as that, and in a folder the file is judged', async () => {
  mkdirSync(join(folder, 'capitals'));
  writeFileSync(join(folder, 'capitals', 'Patient.NDJSON'), '{"resourceType":"Patient","id":"a","nmae":1}\n');
  for (const path of ['capitals', 'capitals/Patient.NDJSON']) {
    const { code, out } = await validate([path]);
    expect(code).toBe(1);
    expect(out).toMatch(/leave them alone:\n {2}\S*Patient\.NDJSON \(not-ndjson\): .*in lower case/);
  }
});

test('of a folder the hidden names are told, wherever the folder itself lies', async () => {
  const names = ['Patient.ndjson', '._Patient.ndjson', '_temporary/0/Patient.ndjson'];
  mkdirSync(join(folder, '.kept', 'export', '_temporary', '0'), { recursive: true });
  for (const name of names)
    writeFileSync(join(folder, '.kept', 'export', name), '{"resourceType":"Patient","id":"a"}\n');
  for (const [paths, shown] of [
    [['.kept/export'], ''],
    [['.kept/export', 'right.json'], '.kept/export/'],
  ] as const) {
    const { out } = await validate([...paths, '--json']);
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      rejectedNames: [
        { file: `${shown}._Patient.ndjson`, reason: 'hidden' },
        { file: `${shown}_temporary/0/Patient.ndjson`, reason: 'hidden' },
        ...paths.slice(1).map((file) => ({ file, reason: 'json-not-ndjson' })),
      ],
    });
  }
});

test('of versions of profiles is told only where packages are loaded', async () => {
  const line = '{"resourceType":"Patient","id":"a","meta":{"profile":["http://example.org/nobody"]}}';
  const { code, out } = await validate(['-', '--level', 'strict'], line);
  expect(code).toBe(1);
  expect(out).toContain('--unknown-profiles ignore passes over claims of others.');
  expect(out).not.toContain('--profile-versions');
});

const line = (id: string): string => `${JSON.stringify({ resourceType: 'Patient', id })}\n`;

test('files packed with gzip, of several members too, are judged unpacked, and it is said that an import takes none', async () => {
  mkdirSync(join(folder, 'packed'));
  const members = [
    gzipSync(line('a') + line('b')),
    gzipSync('{"resourceType":"Patient","id":"c","nmae":1}\n'),
  ];
  writeFileSync(join(folder, 'packed', 'Patient.ndjson.gz'), Buffer.concat(members));
  writeFileSync(join(folder, 'packed', 'more.ndjson'), line('d'));
  const { code, out } = await validate(['packed']);
  expect(code).toBe(1);
  expect(out).toContain('4 lines in 2 files: 3 right, 1 refused.');
  expect(out).toContain("Unrecognised property '@nmae'\n      first at Patient.ndjson.gz:3");
  expect(out).toMatch(/Inlet's inbox rejects it, so unpack before you drop:\n {2}Patient\.ndjson\.gz\n/);

  const named = await validate(['packed/Patient.ndjson.gz', '--json']);
  expect(named.code).toBe(1);
  expect(JSON.parse(named.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    unpacked: ['packed/Patient.ndjson.gz'],
    rejectedNames: [{ file: 'packed/Patient.ndjson.gz', reason: 'compressed' }],
  });
});

test('gzip data that is cut off or damaged is refused with the reason, and the other files are judged', async () => {
  mkdirSync(join(folder, 'broken'));
  const whole = gzipSync(Array.from({ length: 500 }, (_, at) => line(`p-${at}`)).join(''));
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 40, 60);
  writeFileSync(join(folder, 'broken', 'cut.ndjson.gz'), whole.subarray(0, -9));
  writeFileSync(join(folder, 'broken', 'damaged.ndjson.gz'), damaged);
  writeFileSync(join(folder, 'broken', 'not.ndjson.gz'), line('a'));
  writeFileSync(join(folder, 'broken', 'right.ndjson'), line('a'));
  const { code, out } = await validate(['broken']);
  expect(code).toBe(1);
  expect(out).toContain('4 lines in 4 files: 1 right, 3 refused.');
  expect(out).toMatch(/the gzip data of the file is cut off: [^\n]*\n\s+first at cut\.ndjson\.gz:1/);
  expect(out).toMatch(
    /2 x [^\n]*the gzip data of the file is damaged: [^\n]*\n\s+first at damaged\.ndjson\.gz:1/,
  );
});

test('of packed data nothing stays on the disk', async () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  writeFileSync(join(folder, 'one.ndjson.gz'), gzipSync(line('a')));
  const { code } = await validate(['one.ndjson.gz'], '', { TMPDIR: temporary });
  expect(code).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

test('--html writes the report as one page, with values of the data only where they are asked for', async () => {
  const { code, out, err } = await validate(['sample', '--html', 'report.html']);
  expect(err).toBe('The report is in report.html.\n');
  expect([code, out]).toEqual([1, expect.stringContaining('6 refused')]);
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(page).toContain('Organization: Unrecognised property &#39;@nmae&#39;');
  expect(page).toContain('first at Organization.ndjson:2');
  expect(page).not.toContain('1987-02-30');
  expect(page).not.toMatch(/<script|\s(src|href)=|@import|url\(/);
  expect(statSync(join(folder, 'report.html')).mode & 0o777).toBe(0o600);
  await validate(['sample', '--show-data', '--html', 'report.html']);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('1987-02-30');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a page that cannot be written is refused before anything is judged, and a name that is none as misuse', async () => {
  const nowhere = await validate(['sample', '--html', 'no-folder/report.html']);
  expect([nowhere.code, nowhere.out, nowhere.err]).toEqual([1, '', expect.stringContaining('no-folder')]);
  const misuse = await validate(['right.json', '--html', 'report.ndjson']);
  expect([misuse.code, misuse.err]).toEqual([2, expect.stringContaining('end it in .html')]);
});

test('an address in S3 is no file of this machine, and the answer says how it is judged', async () => {
  const { code, err } = await validate(['s3://inlet-local-inbox/a b.ndjson']);
  expect([code, unbroken(err)]).toEqual([
    1,
    "inlet validate: s3://inlet-local-inbox/a b.ndjson: there is no such file or folder on this machine. What lies in S3 is piped in: `aws s3 cp 's3://inlet-local-inbox/a b.ndjson' - | npx inlet validate -`\n",
  ]);
});
