/** A price in US dollars for so many of a thing. */
export interface Price {
  usd: number;
  per: number;
  /** What is counted; `[s]` stands where more than one has an s ({@link unitOf}). */
  unit: string;
  /** AWS's page of it. */
  source: string;
  /** It was found quoted by others; AWS's own pages could not be read from here. */
  isLookedUp: boolean;
}

/** What the table is of. Other Regions, free tiers, discounts and taxes are not in it. */
export const PRICES_OF = { region: 'us-east-1', date: '2026-11-29' } as const;

const MILLION = 1_000_000;
const page = (service: string): string => `aws.amazon.com/${service}/pricing`;

/**
 * Prices of what a stage takes. None was read on AWS's own pages: some are as others quote them, the rest as they have been known for
 * years. Look them up before a budget depends on them.
 */
export const PRICES = {
  dynamoDbWrite: {
    usd: 0.625,
    per: MILLION,
    unit: 'write request unit[s], on demand',
    source: `${page('dynamodb')}, since 1 November 2024`,
    isLookedUp: true,
  },
  dynamoDbRead: {
    usd: 0.125,
    per: MILLION,
    unit: 'read request unit[s], on demand',
    source: `${page('dynamodb')}, since 1 November 2024`,
    isLookedUp: true,
  },
  dynamoDbStorage: {
    usd: 0.25,
    per: 1,
    unit: 'GB of the ledger, a month',
    source: page('dynamodb'),
    isLookedUp: false,
  },
  s3Write: {
    usd: 5,
    per: MILLION,
    unit: 'PUT, COPY, POST and LIST request[s]',
    source: page('s3'),
    isLookedUp: false,
  },
  s3Read: { usd: 0.4, per: MILLION, unit: 'GET and HEAD request[s]', source: page('s3'), isLookedUp: false },
  sqs: {
    usd: 0.4,
    per: MILLION,
    unit: 'request[s] to standard queues',
    source: page('sqs'),
    isLookedUp: false,
  },
  objectEvent: {
    usd: 1,
    per: MILLION,
    unit: 'event[s] of S3 on the default bus',
    source: `${page('eventbridge')}: opt-in events of AWS services; other pages call them free`,
    isLookedUp: false,
  },
  busEvent: {
    usd: 1,
    per: MILLION,
    unit: 'event[s] on a bus of one’s own',
    source: page('eventbridge'),
    isLookedUp: true,
  },
  lambdaRequest: { usd: 0.2, per: MILLION, unit: 'invocation[s]', source: page('lambda'), isLookedUp: false },
  lambdaTime: {
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-second[s], arm64',
    source: page('lambda'),
    isLookedUp: false,
  },
  logs: { usd: 0.5, per: 1, unit: 'GB of logs taken in', source: page('cloudwatch'), isLookedUp: false },
  metric: {
    usd: 0.3,
    per: 1,
    unit: 'metric[s] of one’s own, a month',
    source: page('cloudwatch'),
    isLookedUp: false,
  },
  alarm: { usd: 0.1, per: 1, unit: 'alarm[s], a month', source: page('cloudwatch'), isLookedUp: false },
  logStorage: {
    usd: 0.03,
    per: 1,
    unit: 'GB of logs kept, a month',
    source: page('cloudwatch'),
    isLookedUp: false,
  },
  s3Storage: {
    usd: 0.023,
    per: 1,
    unit: 'GB in S3 Standard, a month',
    source: page('s3'),
    isLookedUp: false,
  },
  kmsRequest: {
    usd: 0.03,
    per: 10_000,
    unit: 'request[s] to KMS',
    source: page('kms'),
    isLookedUp: true,
  },
  transferOut: {
    usd: 0.09,
    per: 1,
    unit: 'GB out of AWS to the internet',
    source: 'aws.amazon.com/ec2/pricing/on-demand',
    isLookedUp: true,
  },
  natHour: {
    usd: 0.045,
    per: 1,
    unit: 'hour[s] of a NAT gateway',
    source: page('vpc'),
    isLookedUp: true,
  },
  natTraffic: {
    usd: 0.045,
    per: 1,
    unit: 'GB through a NAT gateway',
    source: page('vpc'),
    isLookedUp: true,
  },
  dataEvent: {
    usd: 0.1,
    per: 100_000,
    unit: 'data event[s] of a trail',
    source: page('cloudtrail'),
    isLookedUp: true,
  },
  trace: {
    usd: 5,
    per: MILLION,
    unit: 'trace[s] in X-Ray',
    source: page('xray'),
    isLookedUp: false,
  },
  dashboard: {
    usd: 3,
    per: 1,
    unit: 'dashboard[s], a month',
    source: page('cloudwatch'),
    isLookedUp: true,
  },
  key: { usd: 1, per: 1, unit: 'key[s] of KMS, a month', source: page('kms'), isLookedUp: false },
  dataStore: {
    usd: 0.27,
    per: 1,
    unit: 'hour[s] of a data store, imports and 10 GB included',
    source: `${page('healthlake')}; the price by what others measured`,
    isLookedUp: true,
  },
} as const satisfies Record<string, Price>;

export type PricedThing = keyof typeof PRICES;

/** So much of a thing is counted in these: "key of KMS, a month" for one. An amount is shown to four digits. */
export const unitOf = ({ unit }: Pick<Price, 'unit'>, amount: number): string =>
  unit.replace('[s]', Number(amount.toPrecision(4)) === 1 ? '' : 's');
