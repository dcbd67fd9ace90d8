import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ConsoleAction } from '../../../console/api/index.ts';
import { FixableError } from '../../../errors/index.ts';
import { findImport, redriveDrop } from '../../redrive/index.ts';
import type { ConsoleContext } from '../console-context.ts';
import { judgeLines } from './judge-lines.ts';
import { textIn } from '../stage-actions.ts';

/** What was mended would be refused again; says for what. */
class StillRefused extends FixableError {
  override name = 'StillRefused';

  constructor(message: string) {
    super('StillRefused', message);
  }
}

/**
 * Drops a failed line of an import again as a person mended it, where `inlet redrive` would drop it: as a drop of its own.
 * Nothing is dropped that an import would refuse.
 */
export const mendAction =
  ({ stage }: ConsoleContext): ConsoleAction =>
  async (request) => {
    const { row } = await findImport(stage, textIn(request, 'importId'));
    // A line of NDJSON has no line feed; a person may have written one between two members.
    const line = `${textIn(request, 'line')
      .replaceAll(/[\r\n]+/g, ' ')
      .trim()}\n`;
    const { refused, issues } = await judgeLines(line);
    if (refused > 0)
      throw new StillRefused(
        [
          'It would be refused again:',
          ...issues.map(({ path, text }) => `${path ?? ''} ${text}`.trim()),
        ].join('\n'),
      );
    const drop = redriveDrop(stage, row);
    const name = `mended-${createHash('sha256').update(line).digest('hex').slice(0, 16)}.ndjson`;
    const put = (Key: string, text: string) =>
      stage.s3.send(new PutObjectCommand({ Bucket: stage.inboxBucket, Key, Body: Buffer.from(text) }));
    await put(`${drop}${name}`, line);
    await put(`${drop}_SUCCESS`, '');
    return { text: `The mended line was dropped into ${drop}, as one drop.`, result: { drop, name } };
  };
