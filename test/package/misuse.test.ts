import { expect, test } from '@jest/globals';
import { parseEvent } from '../../package/events.ts';
import { loadPackages, validateFile, validateLine } from '../../package/fhir.ts';
import { checkDataStores, createIdentityHandler } from '../../package/identity.ts';
import type { LocalHealthLake } from '../../package/testing.ts';
import { startHealthLake, startStage } from '../../package/testing.ts';

/** As those call it whom no compiler holds to the types. */
const anyhow = (does: unknown) => does as (...given: unknown[]) => unknown;
const roleArn = 'arn:aws:iam::111122223333:role/smart';

test.each<[string, () => unknown, RegExp]>([
  [
    'a name that is mistyped',
    () => anyhow(startStage)({ packageFoldr: 'x' }),
    /no option "packageFoldr": there are packageFolder,/,
  ],
  [
    'a folder for options',
    () => anyhow(startStage)('.serverless'),
    /^startStage takes an object with .* was given a text$/,
  ],
  [
    'one id for a list',
    () => anyhow(startStage)({ leaveOut: 'Cache' }),
    /^leaveOut of startStage must be a list of texts, and is a text$/,
  ],
  [
    'a number for a text',
    () => anyhow(startStage)({ parameters: { Days: 3 } }),
    /^parameters of startStage must be an object of texts/,
  ],
  [
    'an option of the other one',
    () => anyhow(startHealthLake)({ packageFolder: 'x' }),
    /^startHealthLake has no option "packageFolder"/,
  ],
  ['nothing', () => anyhow(startHealthLake)(null), /was given null$/],
  [
    'an origin that is no list',
    () => anyhow(startHealthLake)({ allowedOrigins: 'http://localhost:3000' }),
    /must be a list of texts/,
  ],
  [
    'a time that is none',
    () => anyhow(startHealthLake)({ minuteMs: 0 }),
    /must be a number of milliseconds over 0, and is 0$/,
  ],
  [
    'no line',
    () => anyhow(validateLine)(),
    /^validateLine takes a line as a text or bytes, and was given undefined$/,
  ],
  [
    'a resource for its line',
    () => anyhow(validateLine)({ resourceType: 'Patient' }),
    /was given an object$/,
  ],
  [
    'a level for options',
    () => anyhow(validateLine)('{}', 'strict'),
    /^validateLine takes an object with level,/,
  ],
  [
    'an option that is mistyped',
    () => anyhow(validateLine)('{}', { levle: 'strict' }),
    /no option "levle": there are level,/,
  ],
  [
    'a value that is mistyped',
    () => anyhow(validateLine)('{}', { unknownProfiles: 'ingore' }),
    /must be one of refuse, ignore$/,
  ],
  [
    'packages that nobody waited for',
    () => anyhow(validateLine)('{}', { packages: loadPackages([]) }),
    /and is a promise: await it first$/,
  ],
  [
    'the same of a file',
    () => (anyhow(validateFile)('x', { levle: 1 }) as AsyncGenerator).next(),
    /^validateFile has no option "levle"/,
  ],
  [
    'one package for a list',
    () => anyhow(loadPackages)('a.tgz'),
    /^loadPackages takes a list of paths, and was given a text$/,
  ],
  [
    'rules that nobody waited for',
    () => anyhow(createIdentityHandler)({ dataStores: checkDataStores([]), roleArn }),
    /^dataStores of createIdentityHandler must be a list of objects, and is a promise: await it first$/,
  ],
  [
    'rules that nobody checked',
    () => anyhow(createIdentityHandler)({ dataStores: [{ authorization: {}, issuers: [] }], roleArn }),
    /^dataStores\[0\] has no roles: .* what checkDataStores returns$/,
  ],
  ['no rules', () => anyhow(createIdentityHandler)({ roleArn }), /needs dataStores$/],
  [
    'a mistyped listener',
    () => anyhow(createIdentityHandler)({ dataStores: [], roleArn, onDecisions: () => 0 }),
    /no option "onDecisions"/,
  ],
])('%s is refused in words that say what would be right', async (_, does, words) => {
  const refused = await Promise.resolve()
    .then(does)
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TypeError);
  expect(refused).toMatchObject({ code: 'InvalidOptions', message: expect.stringMatching(words) });
});

test('rules that are not there are no empty list of rules', async () => {
  await expect(anyhow(checkDataStores)()).rejects.toThrow('identity.dataStores is null, but must be array');
});

test.each<[string, object, string]>([
  [
    'a batch of SQS',
    { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
    'the body of each of its Records',
  ],
  ['a notification of SNS', { Type: 'Notification', TopicArn: 'arn', Message: '{}' }, 'its Message'],
  [
    'what SNS calls a function with',
    { Records: [{ EventSource: 'aws:sns', Sns: {} }] },
    'Sns.Message of each',
  ],
])('%s is no event that may be passed over', (_, given, where) => {
  expect(() => parseEvent(given)).toThrow(where);
  expect(() => parseEvent(JSON.stringify(given))).toThrow(where);
});

test('a notification of S3 in the same queue is passed over', () => {
  expect(parseEvent({ Records: [{ eventSource: 'aws:s3', s3: {} }] })).toBeUndefined();
});

test.each<[string, (lake: LocalHealthLake) => unknown, string, RegExp]>([
  [
    'time that goes back',
    (lake) => lake.advance(-5),
    'InvalidSeconds',
    /from 0 to 31622400, a year, and was given -5: the clock does not go back$/,
  ],
  ['no time', (lake) => anyhow(lake.advance)(), 'InvalidSeconds', /was given undefined/],
  ['time without end', (lake) => lake.advance(Infinity), 'InvalidSeconds', /was given Infinity/],
  ['time in words', (lake) => anyhow(lake.advance)('1 hour'), 'InvalidSeconds', /was given a text/],
  [
    'a fault that is mistyped',
    (lake) => lake.faults.set({ healthLake: { throtling: true } }),
    'InvalidFaults',
    /no setting throtling\. It has .*throttling/,
  ],
  [
    'a fault of nobody',
    (lake) => lake.faults.set({ healthlake: {} }),
    'InvalidFaults',
    /There are those of .*healthLake/,
  ],
  ['no fault', (lake) => anyhow(lake.faults.set)(), 'InvalidOptions', /^faults\.set takes an object such as/],
  [
    'a function',
    (lake) => lake.faults.set({ healthLake: { throttling: () => true } }),
    'DataCloneError',
    /could not be cloned/,
  ],
])('%s is refused, and the cloud goes on', async (_, asks, code, words) => {
  await using lake = await startHealthLake();
  const refused = (await Promise.resolve(lake)
    .then(asks)
    .catch((error: unknown) => error)) as Error & { code: unknown };
  expect([refused.code === 25 ? refused.name : refused.code, refused.message]).toEqual([
    code,
    expect.stringMatching(words),
  ]);
  await lake.advance(1);
});

test('after its end a cloud refuses everything but its end, and the stack leads to whoever asked', async () => {
  const lake = await startHealthLake();
  await lake.close();
  await lake.close();
  await lake[Symbol.asyncDispose]();
  for (const ask of [
    lake.reset,
    lake.idle,
    lake.events,
    lake.troubles,
    lake.faults.show,
    () => lake.advance(1),
  ]) {
    const refused = await ask().then(String, (error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'CloudClosed',
      message: expect.stringContaining('before close()'),
    });
    expect((refused as Error).stack).toMatch(/^Error: this cloud is closed[^]*misuse\.test\.ts/);
  }
});

test.each<[object, RegExp]>([
  [{ id: 'a' }, /an app has a clientId$/],
  [
    { clientId: 'a', redirectUri: 'http://localhost:3000/' },
    /"a" cannot be registered: an app has clientId, redirectUris, .* and no redirectUri$/,
  ],
  [{ clientId: 'a' }, /redirectUris is a list, of a service an empty one$/],
])('an app %j cannot be registered', async (app, words) => {
  const starting = anyhow(startHealthLake)({ smartApps: [app] });
  await expect(starting).rejects.toMatchObject({
    code: 'InvalidSmartApp',
    message: expect.stringMatching(words),
  });
});

test('a folder that is not there, and one without the template that is named, are said', async () => {
  await expect(startStage({ packageFolder: '/nowhere/at/all' })).rejects.toMatchObject({
    code: 'InvalidTemplate',
    message:
      'packageFolder /nowhere/at/all is no folder that is there: build or synthesize the service first',
  });
  await expect(startStage({ packageFolder: import.meta.filename })).rejects.toThrow('is no folder');
  const named = startStage({ packageFolder: import.meta.dirname, template: 'Lab.template.json' });
  await expect(named).rejects.toThrow(/has no Lab\.template\.json$/);
});
