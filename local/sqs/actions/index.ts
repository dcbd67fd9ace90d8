import type { Service } from '../../ground/index.ts';
import type { QueryCodes } from '../../http/index.ts';
import { awsJsonService } from '../../http/index.ts';
import { deleteActions } from './delete-message.ts';
import { lifeActions } from './create-queue.ts';
import { queueActions } from './queue-attributes.ts';
import { receiveAction } from './receive-message.ts';
import { redriveActions } from './message-move.ts';
import { sendActions } from './send-message.ts';
import { tagActions } from './tag-queue.ts';
import type { Sqs } from './sqs.ts';
import { visibilityActions } from './change-visibility.ts';

/** The AWS JSON 1.0 face of the queues: today's SDKs and CLIs speak it, old ones an XML form that is not here. */
export const sqsService = (sqs: Sqs): Service =>
  awsJsonService({
    target: 'AmazonSQS',
    version: '1.0',
    actions: {
      ...queueActions(sqs),
      ...lifeActions(sqs),
      ...tagActions(sqs),
      ...sendActions(sqs),
      ...receiveAction(sqs),
      ...deleteActions(sqs),
      ...visibilityActions(sqs),
      ...redriveActions(sqs),
    },
    queryCodes: QUERY_CODES,
  });

/** The codes of the XML protocol that differ from the JSON one's; SDKs still show them (awsQueryCompatible). */
export const QUERY_CODES: QueryCodes = {
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueNameExists: 'QueueAlreadyExists',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  AccessDeniedException: 'AccessDenied',
};
