import { connect } from 'node:net';

/** An answer as its bytes say. */
export interface RawHttpAnswer {
  status: number;
  /** By lower-case name; of several of one name the last. */
  headers: Map<string, string>;
  body: Buffer;
}

/**
 * Sends bytes to a port of loopback and reads the first answer to its end, which its length, its chunks or the end of
 * the connection says; an event stream ends with its headers. Where the server reads no further, what is left is not sent.
 * @throws Error where the connection ends, or stays silent for `patienceMs`, before a whole answer is there
 */
export const exchange = (
  port: number,
  bytes: Buffer | string,
  patienceMs = 120_000,
): Promise<RawHttpAnswer> =>
  new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: RawHttpAnswer | undefined, why: string): void => {
      socket.destroy();
      if (answer) resolve(answer);
      else reject(new Error(`${why}: ${Buffer.concat(received).toString('latin1').slice(0, 500)}`));
    };
    const read = (isEnd: boolean) => readAnswer(Buffer.concat(received), isEnd);
    socket.setTimeout(patienceMs, () => {
      end(undefined, 'no whole answer in time');
    });
    socket.on('error', () => {
      end(read(true), 'the connection broke');
    });
    socket.on('data', (piece: Buffer) => {
      received.push(piece);
      const answer = read(false);
      if (answer) end(answer, '');
    });
    socket.on('close', () => {
      end(read(true), 'the connection ended without a whole answer');
    });
    socket.write(bytes);
  });

function readAnswer(bytes: Buffer, isEnd: boolean): RawHttpAnswer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 ([2-5]\d\d) /.exec(statusLine)?.[1]);
  // 100 Continue comes before the answer.
  if (/^HTTP\/1\.1 1\d\d /.test(statusLine)) return readAnswer(bytes.subarray(headEnd + 4), isEnd);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const rest = bytes.subarray(headEnd + 4);
  const answer = (body: Buffer): RawHttpAnswer => ({ status, headers, body });
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') || status === 204 || status === 304)
    return answer(Buffer.alloc(0));
  const length = headers.get('content-length');
  if (headers.get('transfer-encoding') === 'chunked') {
    const body = dechunked(rest);
    return body && answer(body);
  }
  if (length !== undefined && rest.length >= Number(length)) return answer(rest.subarray(0, Number(length)));
  // The answer to HEAD has the length of a body that does not come.
  return isEnd && (length === undefined || rest.length === 0) ? answer(rest) : undefined;
}

function dechunked(bytes: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(pieces);
    if (bytes.length < lineEnd + 2 + size + 2) return undefined;
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/**
 * A client that goes away in the middle of its request.
 * @param bytes of the request, without its end
 * @param roundTrip another request: once it is answered, the server has seen what came before
 */
export async function goAway(port: number, bytes: string, roundTrip: () => Promise<unknown>): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  await new Promise<void>((resolve) =>
    socket.write(bytes, () => {
      resolve();
    }),
  );
  await roundTrip();
  socket.destroy();
  await roundTrip();
  await roundTrip();
}
