/** What `sls deploy` says at its end. */
export interface DeployedNotice {
  lines: string[];
  warnings: string[];
}

/**
 * Says where to drop files, where to listen, and what to do next, by what the stack is.
 * @param outputs of the stack, by name
 * @param resources of the template that was deployed
 */
export function deployedNotice(
  stage: string,
  outputs: Readonly<Record<string, string | undefined>>,
  resources: Readonly<Record<string, { Type: string }>>,
): DeployedNotice {
  const { InboxBucketName: inbox, EventBusArn: busArn, DatastoreId: store, AlarmTopicArn: topic } = outputs;
  const bus = busArn?.split('/').at(-1);
  const isHeard = Object.values(resources).some(({ Type }) => Type === 'AWS::SNS::Subscription');
  const rows: [name: string, text: string | undefined][] = [
    ['inbox', inbox && `s3://${inbox}/`],
    ['bus', bus && `${bus}: docs/events.md says what is on it, and examples/ has rules to copy`],
    ['data store', store],
    ['next', inbox && `aws s3 cp export/ s3://${inbox}/export/ --recursive`],
    ['', `npx inlet status --stage ${stage} --watch`],
  ];
  return {
    lines: rows.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(10)}  ${text}`])),
    warnings: isHeard
      ? []
      : [
          `Alarms reach nobody by this stack: deploy it with --param="alarmEmail=...", or subscribe to ${topic ?? 'its topic'} yourself.`,
        ],
  };
}
