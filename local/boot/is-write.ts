import type { IncomingMessage } from 'node:http';
import { operationName } from './operation-name.ts';

const READ = /^(?:BatchGet|Describe|Filter|Get|Head|List|Query|Receive|Scan)/;

/**
 * Whether a request may change something in the cloud that a scheduled run has to do with. What functions write to tables is
 * their own: a run that finds nothing to do keeps its lease there, and work that a run leaves there is found by looking.
 */
export function isWrite(request: IncomingMessage, byFunction: boolean): boolean {
  const { method, url = '', headers } = request;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  if (byFunction && String(headers['x-amz-target']).startsWith('DynamoDB_')) return false;
  if (/\/_search(?:\?|$)/.test(url)) return false;
  return !READ.test(operationName(request) ?? '');
}
