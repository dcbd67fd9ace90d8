import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { acceptedEventSchemas, eventSchemas } from '../../events/schemas.ts';
import { TERMINAL_STATUSES } from '../../lib/healthlake/job-status.ts';
import { EXISTING_STORE, packaged, takesTokens, variants } from './packaged.ts';
import type { Packaged, Properties } from './packaged.ts';

/** EventBridge user guide, "Comparison operators for use in event patterns". */
const OPERATORS = [
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'exists',
  'wildcard',
  'equals-ignore-case',
  'cidr',
];

/** Whatever in a pattern is neither a value, nor a list of values and known operators. */
function wrongIn(pattern: unknown, path = ''): string[] {
  if (Array.isArray(pattern))
    return pattern.flatMap((item: unknown) => {
      if (typeof item !== 'object' || item === null || 'Ref' in item || 'Fn::GetAtt' in item) return [];
      return Object.keys(item).filter((operator) => !OPERATORS.includes(operator));
    });
  if (typeof pattern !== 'object' || pattern === null) return [`${path} is not a list`];
  return Object.entries(pattern).flatMap(([name, inner]) => wrongIn(inner, `${path}.${name}`));
}

describe.each(variants)('the events of %s', (variant) => {
  let stack: Packaged;
  let rules: Properties[];
  beforeAll(async () => {
    stack = await packaged(variant);
    rules = stack.ofType('AWS::Events::Rule').map(([, properties]) => properties);
  }, 180_000);
  const stage = variant.split(' ')[0] ?? '';

  test('are matched by patterns of lists and known operators', () => {
    const patterns = rules.flatMap(({ EventPattern }) => (EventPattern ? [EventPattern as unknown] : []));
    expect(patterns).toHaveLength(7);
    expect(patterns.flatMap((pattern) => wrongIn(pattern))).toEqual([]);
  });

  test('name detail-types that their sources have', () => {
    // EventBridge reference, events of Amazon S3 and AWS HealthLake; of Inlet's own, its contract.
    const known: Record<string, RegExp> = {
      'aws.s3': /^Object Created$/,
      'aws.healthlake':
        /^((Import|Export) Job (Submitted|Queued|In Progress|Completed|Completed With Errors|Failed)|Data Store (Creating|Creation Failed|Active|Deleting|Deleted))$/,
      inlet: new RegExp(`^(${eventSchemas.map(({ title }) => title).join('|')})$`),
    };
    for (const { EventPattern } of rules) {
      if (!EventPattern) continue;
      const pattern = EventPattern as { source?: (string | object)[]; 'detail-type': string[] };
      const [source] = pattern.source ?? [];
      // What others put on Inlet's bus may come from any source, or any but Inlet's own.
      const accepted = new RegExp(`^(${acceptedEventSchemas.map(({ title }) => title).join('|')})$`);
      for (const type of pattern['detail-type'])
        expect(type).toMatch(typeof source !== 'string' ? accepted : (known[source] ?? /^$/));
    }
  });

  test('of the inbox go to the arrivals queue, and what cannot be delivered is kept', () => {
    expect(stack.resource('ArrivalsRule').Properties).toMatchObject({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: 'InboxBucket' }] } },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['ArrivalsQueue', 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ArrivalsDeadLetters', 'Arn'] } },
        },
      ],
    });
    expect(stack.resource('ArrivalsRule').Properties).not.toHaveProperty('EventBusName');
  });

  test('of jobs that have ended, on Inlet’s own bus, go to the summaries queue, and what cannot be delivered is kept', () => {
    expect(stack.resource('SummariesRule').Properties).toMatchObject({
      EventBusName: { 'Fn::GetAtt': ['Bus', 'Arn'] },
      EventPattern: {
        source: ['inlet'],
        'detail-type': ['Import Job Status Changed'],
        detail: { schemaVersion: ['1'], status: TERMINAL_STATUSES },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['SummariesQueue', 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['SummariesDeadLetters', 'Arn'] } },
        },
      ],
    });
  });

  test('that ask for exports, from any source on Inlet’s own bus, go to the exports queue', () => {
    expect(stack.resource('ExportRequestsRule').Properties).toMatchObject({
      EventBusName: { 'Fn::GetAtt': ['Bus', 'Arn'] },
      EventPattern: { 'detail-type': ['Export Requested'] },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['ExportsQueue', 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ExportsDeadLetters', 'Arn'] } },
        },
      ],
    });
  });

  test.each(['ExportsQueue', 'ExportsDeadLetters'])(
    '%s takes messages from that rule and from the schedules of exports',
    (queue) => {
      const { PolicyDocument } = stack.resource(`${queue}Policy`).Properties;
      const [allowed] = (PolicyDocument as { Statement: Properties[] }).Statement;
      expect(allowed?.Condition).toEqual({
        ArnLike: {
          'aws:SourceArn': [
            { 'Fn::GetAtt': ['ExportRequestsRule', 'Arn'] },
            {
              'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/inlet-${stage}-export-*`,
            },
          ],
        },
      });
    },
  );

  test.each([
    ['ArrivalsQueue', 'ArrivalsRule'],
    ['ArrivalsDeadLetters', 'ArrivalsRule'],
    ['SummariesQueue', 'SummariesRule'],
    ['SummariesDeadLetters', 'SummariesRule'],
    ['ActionsQueue', 'ActionsRule'],
    ['ActionsDeadLetters', 'ActionsRule'],
  ])('%s takes messages from that one rule', (queue, rule) => {
    const arn = { 'Fn::GetAtt': [rule, 'Arn'] };
    // Of requests there may be schedules, too: a list.
    const sourceArn = queue.startsWith('Actions') ? [arn] : arn;
    expect(stack.resource(`${queue}Policy`).Properties).toMatchObject({
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
          },
          expect.objectContaining({ Effect: 'Deny' }),
        ],
      },
    });
  });

  test('of jobs of the stage’s own store nudge poll-jobs', () => {
    const nudge = rules.find(({ Name }) => Name === `inlet-${stage}-import-job-events`);
    const existing = variant === 'dev with an existing data store';
    expect(nudge).toMatchObject({
      EventPattern: {
        source: ['aws.healthlake'],
        'detail-type': ['Import', 'Export'].flatMap((kind) =>
          ['Queued', 'In Progress', 'Completed', 'Completed With Errors', 'Failed'].map(
            (state) => `${kind} Job ${state}`,
          ),
        ),
        detail: {
          datastoreId: [existing ? EXISTING_STORE : { 'Fn::GetAtt': ['DataStore', 'DatastoreId'] }],
        },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': ['PollJobsLambdaFunction', 'Arn'] } }],
    });
  });

  test('start-imports, poll-jobs and run-exports are called every minute', () => {
    const scheduled = rules.filter(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 minute)');
    expect(scheduled.map(({ Name }) => Name as string)).toEqual([
      `inlet-${stage}-start-imports`,
      `inlet-${stage}-poll-jobs`,
      `inlet-${stage}-run-exports`,
    ]);
  });

  test('every function that a rule calls lets that rule call it', () => {
    const called = rules
      .flatMap(({ Targets }) => Targets as { Arn: unknown }[])
      .filter(({ Arn }) => JSON.stringify(Arn).includes('LambdaFunction'));
    const allowed = stack
      .ofType('AWS::Lambda::Permission')
      .filter(([, { Principal }]) => Principal === 'events.amazonaws.com');
    expect(allowed).toHaveLength(called.length);
    for (const [, permission] of allowed) expect(permission).toHaveProperty('SourceArn');
  });
});

describe.each(variants)('the queues of %s', (variant) => {
  let stack: Packaged;
  beforeAll(async () => {
    stack = await packaged(variant);
  }, 180_000);

  test('are encrypted, and each dead letter is kept for 14 days', () => {
    const queues = stack.ofType('AWS::SQS::Queue');
    for (const [, queue] of queues) expect(queue).toMatchObject({ KmsMasterKeyId: { Ref: 'Key' } });
    const kept = queues.filter(([, { MessageRetentionPeriod: seconds }]) => seconds === 14 * 86_400);
    expect(kept.map(([id]) => id)).toEqual([
      'ArrivalsDeadLetters',
      'StartImportsFailures',
      'PollJobsFailures',
      'SummariesDeadLetters',
      'ExportsDeadLetters',
      'RunExportsFailures',
      'ActionsDeadLetters',
    ]);
  });

  test('are reached by TLS only', () => {
    const policies = stack.ofType('AWS::SQS::QueuePolicy');
    const guarded = policies.map(([, { Queues, PolicyDocument }]) => {
      const [{ Ref: queue = '' } = {}] = Queues as { Ref?: string }[];
      const { Statement } = PolicyDocument as { Statement: unknown[] };
      expect(Statement).toContainEqual({
        Sid: 'OnlyByTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      return queue;
    });
    expect(guarded.sort()).toEqual(
      stack
        .ofType('AWS::SQS::Queue')
        .map(([id]) => id)
        .sort(),
    );
  });

  const QUEUES = [
    { queue: 'Arrivals', lambda: 'RecordArrivals' },
    { queue: 'Summaries', lambda: 'SummarizeImport' },
    { queue: 'Actions', lambda: 'RunAction' },
  ];

  test.each(QUEUES)('$queue take no more than five execution environments', ({ queue }) => {
    expect(mappingOf(queue).ScalingConfig).toEqual({ MaximumConcurrency: 5 });
  });

  test.each(QUEUES)(
    'a message of $queue is invisible for at least six times its function’s timeout, plus the batch window',
    ({ queue, lambda }) => {
      const mapping = mappingOf(queue);
      const { Timeout } = stack.resource(`${lambda}LambdaFunction`).Properties;
      const { VisibilityTimeout, RedrivePolicy } = stack.resource(`${queue}Queue`).Properties;
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * (Timeout as number) + ((mapping.MaximumBatchingWindowInSeconds as number | undefined) ?? 0),
      );
      expect(RedrivePolicy).toMatchObject({
        deadLetterTargetArn: { 'Fn::GetAtt': [`${queue}DeadLetters`, 'Arn'] },
      });
    },
  );

  function mappingOf(queue: string): Properties {
    const [, mapping] =
      stack
        .ofType('AWS::Lambda::EventSourceMapping')
        .find(([, { EventSourceArn }]) => JSON.stringify(EventSourceArn).includes(`${queue}Queue`)) ?? [];
    if (!mapping) throw new Error(`nobody reads ${queue}`);
    return mapping;
  }

  test('a scheduled call that fails twice ends in its own queue', () => {
    const ends = stack
      .ofType('AWS::Lambda::EventInvokeConfig')
      .map(([, { FunctionName, DestinationConfig }]) => [
        FunctionName as unknown,
        (DestinationConfig as Properties).OnFailure as unknown,
      ]);
    expect(ends).toEqual(
      ['StartImports', 'PollJobs', 'RunExports'].map((name) => [
        { Ref: `${name}LambdaFunction` },
        { Destination: { 'Fn::GetAtt': [`${name}Failures`, 'Arn'] } },
      ]),
    );
  });

  test('dead letters, function errors, arrivals that nobody takes and schedules that stand still raise an alarm', () => {
    const alarms = stack.ofType('AWS::CloudWatch::Alarm').map(([, properties]) => properties);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
    for (const { OKActions } of alarms) expect(OKActions).toEqual([{ Ref: 'AlarmTopic' }]);
    const ofAws = alarms.filter(({ Namespace }) => String(Namespace).startsWith('AWS/'));
    const watched = ofAws.map(({ MetricName, Dimensions }) => {
      const [of] =
        JSON.stringify((Dimensions as Properties[] | undefined)?.[0]?.Value ?? '')
          .match(/[A-Z]\w{4,}/g)
          ?.filter((word) => word !== 'GetAtt') ?? [];
      return `${String(MetricName)} ${of ?? 'of the account'}`;
    });
    const functions = [
      'RecordArrivals',
      'StartImports',
      'PollJobs',
      'RunAction',
      'SummarizeImport',
      'RunExports',
    ];
    if (takesTokens(variant)) functions.push('IdentityProvider');
    expect(watched.sort()).toEqual(
      [
        ...[
          'ArrivalsDeadLetters',
          'StartImportsFailures',
          'PollJobsFailures',
          'SummariesDeadLetters',
          'ActionsDeadLetters',
          'ExportsDeadLetters',
          'RunExportsFailures',
        ].map((queue) => `ApproximateNumberOfMessagesVisible ${queue}`),
        'ApproximateAgeOfOldestMessage ArrivalsQueue',
        ...functions.flatMap((name) =>
          ['Errors', 'Throttles', 'Duration'].map((metric) => `${metric} ${name}LambdaFunction`),
        ),
        ...['StartImports', 'PollJobs', 'RunExports'].map((name) => `Invocations ${name}LambdaFunction`),
        'ClaimedAccountConcurrency of the account',
      ].sort(),
    );
  });

  test('a function that runs for nearly its timeout raises an alarm, after it would have stopped by itself', () => {
    const limits = stack
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([, { MetricName }]) => MetricName === 'Duration')
      .map(([, { Dimensions, Threshold }]) => {
        const [{ Value = {} } = {}] = Dimensions as { Value?: { Ref?: string } }[];
        return [Value.Ref, Threshold as number] as const;
      });
    for (const [id = '', threshold] of limits) {
      const seconds = stack.resource(id).Properties.Timeout as number;
      // HealthLake waits for a second, whatever the function's timeout.
      expect(threshold).toBe(id.startsWith('IdentityProvider') ? 950 : seconds * 950);
      // start-imports goes on for longest by itself: until a minute is left.
      if (id.startsWith('StartImports')) expect(threshold).toBeGreaterThan((seconds - 60) * 1000);
    }
    expect(limits).toHaveLength(takesTokens(variant) ? 7 : 6);
  });

  test('what a rule or a schedule cannot deliver is kept in a queue that takes it from that rule', () => {
    for (const [id, { Name, Targets }] of stack.ofType('AWS::Events::Rule'))
      for (const { DeadLetterConfig } of Targets as {
        DeadLetterConfig?: { Arn: { 'Fn::GetAtt': [string] } };
      }[]) {
        const [queue] = DeadLetterConfig?.Arn['Fn::GetAtt'] ?? ['nowhere'];
        const { PolicyDocument } = stack.resource(`${queue}Policy`).Properties;
        const sources = JSON.stringify((PolicyDocument as Properties).Statement);
        // By the rule itself, by its name, or by how the names of exports' schedules begin.
        const byName = new RegExp(`rule/(${String(Name)}|inlet-[a-z]+-export-\\*)"`);
        expect({
          id,
          taken: sources.includes(`"Fn::GetAtt":["${id}","Arn"]`) || byName.test(sources),
        }).toEqual({ id, taken: true });
      }
  });

  test('files that wait too long, starts given up, jobs failed and overdue, exports that fail or are given up, lines failed and results incomplete raise an alarm, by metrics that the functions have', () => {
    const own = stack
      .ofType('AWS::CloudWatch::Alarm')
      .flatMap(([, properties]) =>
        properties.Namespace === `Inlet/${variant.split(' ')[0] ?? ''}` ? [properties] : [],
      );
    expect(own.map(({ MetricName }) => MetricName as string)).toEqual([
      'OldestPendingArrival',
      'StartsGivenUp',
      'JobsFailed',
      'JobsOverdue',
      'ExportJobsFailed',
      'ExportsGivenUp',
      'LinesFailed',
      'ResultsIncomplete',
    ]);
    for (const { MetricName, Dimensions } of own) {
      const [{ Name, Value } = { Name: '', Value: '' }] = Dimensions as { Name: string; Value: string }[];
      expect(Name).toBe('service');
      const sources = [`handlers/${Value}.ts`, ...(Value === 'poll-jobs' ? ['lib/jobs/job-metrics.ts'] : [])];
      const text = sources
        .map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
        .join('');
      expect(text).toContain(`'${String(MetricName)}'`);
    }
  });
});
