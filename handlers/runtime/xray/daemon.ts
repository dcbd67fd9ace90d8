import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { readOptionalSettings } from '../settings.ts';

/** Before each document (X-Ray Developer Guide, "Sending segment documents to the X-Ray daemon"). */
const HEADER = '{"format": "json", "version": 1}\n';

/** `host:port`, or `tcp:host:port udp:host:port`. */
const ADDRESS = /(?:^|udp:)([^\s:]+):(\d+)(?:\s|$)/;

let socket: Socket | undefined;

/**
 * Sends a document to the daemon that Lambda runs beside a function that is traced. Never rejects: no run fails for the sake of
 * its trace.
 */
export function sendToDaemon(document: object): Promise<void> {
  const { AWS_XRAY_DAEMON_ADDRESS = '' } = readOptionalSettings('AWS_XRAY_DAEMON_ADDRESS');
  const [, host, port] = ADDRESS.exec(AWS_XRAY_DAEMON_ADDRESS) ?? [];
  if (host === undefined) return Promise.resolve();
  socket ??= createSocket('udp4').on('error', () => undefined);
  const from = socket.unref();
  return new Promise((resolve) => {
    from.send(HEADER + JSON.stringify(document), Number(port), host, () => {
      resolve();
    });
  });
}
