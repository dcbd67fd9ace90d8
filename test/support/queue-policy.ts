/** The policy of a queue that lets rules of EventBridge send to it, as CreateQueue takes it; one rule, where its ARN is given. */
export const letsRulesSend = (queueArn: string, ruleArn?: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      ...(ruleArn !== undefined && { Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } } }),
    },
  });
