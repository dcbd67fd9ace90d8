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
    'no path',
    () => (anyhow(validateFile)() as AsyncGenerator).next(),
    /^validateFile takes the path of a file, and was given undefined$/,
  ],
  [
    'a path that nobody waited for',
    () => (anyhow(validateFile)(Promise.resolve('x')) as AsyncGenerator).next(),
    /was given a promise: await it first$/,
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
    'a rule that is none',
    () => anyhow(createIdentityHandler)({ dataStores: [{}, null], roleArn }),
    /must be a list of objects, and is a list with null in it$/,
  ],
  [
    'a role that is none',
    () => anyhow(createIdentityHandler)({ dataStores: [], roleArn: 'smart' }),
    /^roleArn of createIdentityHandler must be the ARN of an IAM role, and is a text$/,
  ],
  [
    'no role',
    () => anyhow(createIdentityHandler)({ dataStores: [] }),
    /must be the ARN of an IAM role, and is undefined$/,
  ],
  [
    'rules to come',
    () => anyhow(checkDataStores)(Promise.resolve([])),
    /^checkDataStores takes a list of rules, and was given a promise: await it first$/,
  ],
  [
    'an address among paths',
    () => anyhow(loadPackages)([new URL('file:///a.tgz')]),
    /^loadPackages takes a list of paths, and was given a list with an object in it$/,
  ],
  ['an empty path among paths', () => loadPackages(['a.tgz', '']), /a list with an empty text in it$/],
  [
    'an empty path',
    () => validateFile('').next(),
    /^validateFile takes the path of a file, and was given an empty text$/,
  ],
  [
    'a function for a path',
    () => anyhow(loadPackages)([() => 'a.tgz']),
    /was given a list with a function in it$/,
  ],
  [
    'an app with a function',
    () => anyhow(startHealthLake)({ smartApps: [{ clientId: () => 'a' }] }),
    /^a cloud takes data only: a function,/,
  ],
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
  [
    'one of a batch of SQS',
    { messageId: 'a', receiptHandle: 'b', body: '{}', eventSource: 'aws:sqs' },
    'its body',
  ],
  ['what ReceiveMessage has', { MessageId: 'a', ReceiptHandle: 'b', Body: '{}' }, 'its Body'],
  ['one of what SNS calls a function with', { EventSource: 'aws:sns', Sns: {} }, 'its Sns.Message'],
  ['a batch of a pipe', [{ source: 'inlet', 'detail-type': 'Import Job Overdue' }], 'each of its items'],
  [
    'an entry of PutEvents',
    { Source: 'inlet', DetailType: 'Import Job Overdue', Detail: '{}' },
    'what a rule',
  ],
  ['a detail alone', { schemaVersion: '1', eventId: 'a'.repeat(32) }, 'what it is the detail of'],
])('%s is no event that may be passed over', (_, given, where) => {
  expect(() => parseEvent(given)).toThrow(where);
  expect(() => parseEvent(JSON.stringify(given))).toThrow(where);
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [5, '5'],
  [Promise.resolve({}), 'a promise: await it first'],
  [Buffer.from('{}'), 'bytes'],
])('%p is no envelope', (given, what) => {
  expect(() => parseEvent(given)).toThrow(
    `an event is an object, as EventBridge delivers it, or its JSON, and this is ${what}`,
  );
});

test('a resource over several lines is no line', async () => {
  const patient = { resourceType: 'Patient', id: 'a' };
  for (const text of [JSON.stringify(patient, null, 2), `${JSON.stringify(patient)}\n`.repeat(2)])
    for (const line of [text, Buffer.from(text)])
      expect(await validateLine(line)).toMatchObject({
        isValid: false,
        issues: [
          { diagnostics: 'Invalid JSON found in input file' },
          { diagnostics: 'these are several lines: an import reads each by itself' },
        ],
      });
  for (const end of ['', '\n', '\r\n'])
    expect(await validateLine(JSON.stringify(patient) + end)).toMatchObject({ isValid: true });
});

test('a notification of S3 and others’ messages in the same queue are passed over', () => {
  expect(parseEvent({ Records: [{ eventSource: 'aws:s3', s3: {} }] })).toBeUndefined();
  for (const text of ['5', 'null', '[]', '[1]', '{"Records":[]}', '{"eventId":"a","schemaVersion":1}'])
    expect(parseEvent(text)).toBeUndefined();
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
    'faults to come',
    (lake) => anyhow(lake.faults.set)(Promise.resolve({})),
    'InvalidOptions',
    /was given a promise: await it first/,
  ],
  [
    'a fault that JSON has not',
    (lake) => lake.faults.set({ healthLake: { submittedMs: 5n } }),
    'InvalidOptions',
    /^faults\.set takes what JSON can say/,
  ],
  ['a list of faults', (lake) => anyhow(lake.faults.set)([]), 'InvalidOptions', /was given a list/],
  [
    'a function',
    (lake) => lake.faults.set({ healthLake: { throttling: () => true } }),
    'InvalidOptions',
    /^a cloud takes data only: a function,/,
  ],
  [
    'a number for a kind of event',
    (lake) => anyhow(lake.events)(5),
    'InvalidOptions',
    /^events takes the detail-type of events, as a text, or nothing, and was given 5$/,
  ],
  [
    'an object for one',
    (lake) => anyhow(lake.events)({ 'detail-type': 'Import Job Status Changed' }),
    'InvalidOptions',
    /was given an object$/,
  ],
  ['an empty one', (lake) => lake.events(''), 'InvalidOptions', /was given an empty text$/],
])('%s is refused, and the cloud goes on', async (_, asks, code, words) => {
  await using lake = await startHealthLake();
  const refused = (await Promise.resolve(lake)
    .then(asks)
    .catch((error: unknown) => error)) as Error & { code: unknown };
  expect([refused.code, refused.message]).toEqual([code, expect.stringMatching(words)]);
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
