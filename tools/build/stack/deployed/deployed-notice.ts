import type { Parameters } from '../../parameters/stage-parameters.ts';

/** What `sls deploy` says at its end. */
export interface DeployedNotice {
  lines: string[];
  warnings: string[];
}

/**
 * Says where to drop files, where to listen, and what to do next, by what the stack is.
 * @param outputs of the stack, by name
 * @param resources of the template that was deployed
 * @param parameters of the stage
 */
export function deployedNotice(
  stage: string,
  outputs: Readonly<Record<string, string | undefined>>,
  resources: Readonly<Record<string, { Type: string }>>,
  { uploadKey, alarmEmail }: Pick<Parameters, 'uploadKey' | 'alarmEmail'>,
): DeployedNotice {
  const { InboxBucketName: inbox, EventBusArn: busArn, DatastoreId: store, AlarmTopicArn: topic } = outputs;
  const bus = busArn?.split('/').at(-1);
  const isHeard = Object.values(resources).some(({ Type }) => Type === 'AWS::SNS::Subscription');
  const key = uploadKey === 'named' ? ` --sse aws:kms --sse-kms-key-id ${keyArnOf(outputs)}` : '';
  const rows: [name: string, text: string | undefined][] = [
    ['inbox', inbox && `s3://${inbox}/`],
    ['bus', bus && `${bus}: docs/events.md says what is on it, and examples/ has rules to copy`],
    ['data store', store],
    [
      'alarms',
      alarmEmail === '' ? undefined : `${alarmEmail}, once the mail that AWS sends there is confirmed`,
    ],
    ['next', inbox && `aws s3 cp export/ s3://${inbox}/export/ --recursive${key}`],
    ['', `npx inlet status --stage ${stage} --watch`],
  ];
  return {
    lines: rows.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(10)}  ${text}`])),
    warnings: isHeard
      ? []
      : [
          `Alarms reach nobody by this stack: subscribe to ${topic ?? 'its topic'} yourself, or set alarmEmail among the params of stage ${stage} in serverless.yml and deploy again (by --param it has to be said with every deployment).`,
        ],
  };
}

/** The inbox refuses an upload that names its key otherwise than by its ARN, which is in the bus's account and Region. */
const keyArnOf = ({ EventBusArn = '', KeyId = '' }: Readonly<Record<string, string | undefined>>): string =>
  EventBusArn.replace(':events:', ':kms:').replace(/event-bus\/.*$/, `key/${KeyId}`);
