import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../tools/build/project.ts';
import { createEventGuard, guardEventsOf } from './event-guard.ts';

const example = JSON.parse(
  readFileSync(join(PROJECT, 'events/import-job-status-changed.example.json'), 'utf8'),
) as { detail: Record<string, unknown> };
const broken = { ...example, busName: 'inlet-local', detail: { ...example.detail, surplus: 'Jane Doe' } };

describe('the guard of the events that leave in a test', () => {
  test('takes what keeps the contract, and what is somebody else’s', () => {
    const guard = createEventGuard();
    guard.see({ ...example, busName: 'inlet-local' });
    guard.see({ ...broken, source: 'aws.s3' });
    guard.check();
  });

  test('names event, member and rule of what does not, and no value', () => {
    const guard = createEventGuard();
    guard.see(broken);
    guard.seeEntry({
      Source: 'inlet',
      DetailType: 'Drop Incomplete',
      Detail: '{"schemaVersion":"2"}',
      EventBusName: 'bus',
      Time: new Date(),
      Resources: ['not an ARN'],
    });
    expect(() => {
      guard.check();
    }).toThrow(
      /^events broke their contract:\nImport Job Status Changed: \/detail\/: must NOT have additional properties \(surplus\)\nDrop Incomplete: \/resources\/0/,
    );
    expect(guard.broken().join()).not.toContain('Jane');
  });

  test('sees the events of a cloud in another process, as they stream, until it is gone', async () => {
    const server = createServer((request, response) => {
      expect(request.url).toBe('/_inlet/events?from=0');
      const data = `data: ${JSON.stringify(broken)}\n\n`;
      response.write(`: events of every bus\n\nid: 1\n${data.slice(0, 40)}`);
      response.write(data.slice(40), () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const guard = createEventGuard();
    await guardEventsOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, guard);
    server.close();
    expect(guard.broken()).toHaveLength(1);
  });

  test('is where every test gets its cloud, and its events, from', () => {
    const sources = readdirSync(join(PROJECT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const having = (text: RegExp): string[] =>
      sources.filter((file) => text.test(readFileSync(join(PROJECT, 'test', file), 'utf8')));
    expect(having(/from '[./]+local\/boot\/(start-cloud|index)\.ts'/)).toEqual([
      'architecture.test.ts', // plants it as a text
      'support/cloud.ts',
    ]);
  });
});
