import { randomUUID } from 'node:crypto';
import { AwsError, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { textMember } from '../../http/index.ts';
import { integerWithin, required } from './sqs.ts';
import type { MoveTask, Sqs } from './sqs.ts';

/** API reference, ListMessageMoveTasks: the newest ten at most, one unless said. */
const MOST_TASKS = 10;

/** StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask. */
export function redriveActions({
  queues,
  moveTasks,
  book,
  clock,
  authorize,
}: Sqs): Record<string, AwsJsonAction> {
  const isDeadLetterQueue = (arn: string): boolean =>
    book.list().some(({ redrive }) => redrive?.deadLetterTargetArn === arn);
  const checkSource = (sourceArn: string): void => {
    if (!book.find(sourceArn))
      throw new AwsError(
        'ResourceNotFoundException',
        'The resource that you specified for the SourceArn parameter does not exist.',
      );
    if (!isDeadLetterQueue(sourceArn))
      throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  };
  /** Newest first. */
  const tasksOf = (sourceArn: string): MoveTask[] =>
    moveTasks
      .list()
      .filter((task) => task.sourceArn === sourceArn)
      .reverse();

  return {
    StartMessageMoveTask(input, { caller }) {
      const sourceArn = required(input, 'SourceArn');
      checkSource(sourceArn);
      if (input.MaxNumberOfMessagesPerSecond !== undefined)
        throw notImplemented('MaxNumberOfMessagesPerSecond of StartMessageMoveTask: it moves all at once');
      const destinationArn = textMember(input, 'DestinationArn');
      const moved = queues.redrive(caller, sourceArn, destinationArn);
      const handle = randomUUID();
      moveTasks.put(handle, {
        handle,
        sourceArn,
        moved,
        startedMs: clock.now(),
        ...(destinationArn !== undefined && { destinationArn }),
      });
      // What no list shows any more is forgotten.
      for (const older of tasksOf(sourceArn).slice(MOST_TASKS)) moveTasks.remove(older.handle);
      return { TaskHandle: handle };
    },
    ListMessageMoveTasks(input, { caller }) {
      const sourceArn = required(input, 'SourceArn');
      authorize(caller, 'sqs:ListMessageMoveTasks', sourceArn);
      checkSource(sourceArn);
      const most = integerWithin(input, 'MaxResults', 1, MOST_TASKS) ?? 1;
      return {
        // A handle is shown of what runs only (API reference).
        Results: tasksOf(sourceArn)
          .slice(0, most)
          .map(({ destinationArn, moved, startedMs }) => ({
            Status: 'COMPLETED',
            SourceArn: sourceArn,
            DestinationArn: destinationArn,
            ApproximateNumberOfMessagesMoved: moved,
            ApproximateNumberOfMessagesToMove: moved,
            StartedTimestamp: startedMs,
          })),
      };
    },
    CancelMessageMoveTask(input, { caller }) {
      const task = moveTasks.get(required(input, 'TaskHandle'));
      if (!task) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404);
      authorize(caller, 'sqs:CancelMessageMoveTask', task.sourceArn);
      throw new AwsError('UnsupportedOperation', 'Only active tasks can be cancelled.');
    },
  };
}
