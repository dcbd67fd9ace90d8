/** What an S3 "Object Created" event says, in its EventBridge form. */
export interface CreatedObject {
  bucket: string;
  /** As it is: this form does not URL-encode keys, so "+" and "%20" stand for themselves. */
  key: string;
  versionId: string | null;
  /** Bytes. */
  size: number;
  etag: string;
  sequencer: string;
}

/**
 * Reads an S3 event in EventBridge form (S3 user guide, "EventBridge event message structure").
 * @param body the JSON text that a queue's message carries
 * @throws SyntaxError or TypeError that names the member that is missing; never the body itself
 */
export function readObjectCreated(body: string): CreatedObject {
  const event = parsed(body);
  const type = text(event, 'detail-type');
  if (text(event, 'source') !== 'aws.s3' || type !== 'Object Created') {
    throw new TypeError(`not an S3 "Object Created" event in EventBridge form: detail-type is "${type}"`);
  }
  const detail = member(event, 'detail');
  const object = member(detail, 'object');
  const size = member(object, 'size');
  if (typeof size !== 'number') throw new TypeError('the event has no detail.object.size');
  return {
    bucket: text(member(detail, 'bucket'), 'name'),
    key: text(object, 'key'),
    versionId: optionalText(object, 'version-id'),
    size,
    etag: text(object, 'etag'),
    sequencer: text(object, 'sequencer'),
  };
}

/** The runtime's own error would quote the body. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new SyntaxError('the message is no JSON');
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) {
    throw new TypeError(`the event has no member "${name}"`);
  }
  return (value as Record<string, unknown>)[name];
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  if (typeof found !== 'string') throw new TypeError(`the event's member "${name}" is no text`);
  return found;
}

/** A bucket without versioning sends no version id, or an empty one. */
function optionalText(value: unknown, name: string): string | null {
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'string' && found !== '' ? found : null;
}
