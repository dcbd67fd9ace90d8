import type * as DiagnosticsChannel from 'node:diagnostics_channel';
import type * as FileSystem from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { SimulatedFunction } from './functions.ts';
import type { Latencies, S3Call } from './latencies.ts';

/** What an environment's process is started with, as JSON in its environment. */
export interface EnvironmentSettings extends Omit<SimulatedFunction, 'variables' | 'source'> {
  latencies: Latencies;
  /** How much longer than here the processor takes there. */
  processorFactor: number;
}

export interface Invocation {
  requestId: string;
  event: unknown;
  /** When it begins, epoch milliseconds of the simulated time. */
  at: number;
}

/** What one invocation came to. */
export interface Outcome {
  result?: unknown;
  /** The name and the text of what the handler threw. */
  error?: string;
  /** Of the simulated time: processor time, as the function's memory has it, and the longest chain of calls. */
  durationMs: number;
  /** The process's own, in all its threads. */
  processorMs: number;
  /** Of the longest chain of calls. */
  waitedMs: number;
  /** The most memory that the process has had since it began, resident, bytes. */
  peakBytes: number;
}

/**
 * The program of one execution environment: it loads a bundle as Lambda's runtime does, and its time is the simulated one. That is
 * where the invocation began, and moves on with what the process takes of the processor and with what its calls take on AWS: a call
 * begins where the last answer came before it, so that calls side by side count once and one after the other each.
 *
 * This function is handed to the process as its source text. So it may use nothing from outside itself but types.
 */
function environment(load: NodeJS.Require): void {
  const { subscribe } = load('node:diagnostics_channel') as typeof DiagnosticsChannel;
  const { existsSync, readFileSync } = load('node:fs') as typeof FileSystem;
  const settings = JSON.parse(process.env.INLET_SIMULATED ?? '') as EnvironmentSettings;
  const { latencies } = settings;

  /** Linux counts in ru_maxrss what the process that started this one had taken by then; in VmHWM (proc(5)) it does not. */
  const peakBytes = (): number => {
    const status = '/proc/self/status';
    const ofLinux = existsSync(status) && /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1];
    return (ofLinux ? Number(ofLinux) : process.resourceUsage().maxRSS) * 1024;
  };

  let beganAt = 0;
  let processorAtBegin = 0;
  let waitedMs = 0;
  const processorMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const now = (): number =>
    beganAt === 0
      ? MachineDate.now()
      : beganAt + (processorMs() - processorAtBegin) * settings.processorFactor + waitedMs;

  const MachineDate = Date;
  const SimulatedDate = new Proxy(MachineDate, {
    construct: (target, values: unknown[], constructor) =>
      Reflect.construct(target, values.length === 0 ? [Math.round(now())] : values, constructor) as Date,
    get: (target, name) =>
      name === 'now' ? () => Math.round(now()) : (Reflect.get(target, name) as unknown),
  });
  MachineDate.prototype.constructor = SimulatedDate;
  globalThis.Date = SimulatedDate;

  const s3CallOf = (request: ClientRequest): S3Call => {
    if (request.getHeader('x-amz-copy-source') !== undefined) return 'copy';
    if (request.method === 'GET') return /[?&](?:list-type|versions)/.test(request.path) ? 'list' : 'get';
    return request.method === 'HEAD' ? 'head' : request.method === 'PUT' ? 'put' : 'other';
  };
  const latencyOf = (request: ClientRequest): number => {
    const target = request.getHeader('x-amz-target');
    if (typeof target !== 'string') return latencies.s3[s3CallOf(request)];
    return latencies.operations[target.slice(target.lastIndexOf('.') + 1)] ?? latencies.otherOperation;
  };
  const begun = new WeakMap<ClientRequest, number>();
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    begun.set(request, waitedMs);
  });
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const bytes = Number(response.headers['content-length'] ?? 0);
    const streamed = request.getHeader('x-amz-target') === undefined ? bytes / latencies.s3BytesEachMs : 0;
    waitedMs = Math.max(waitedMs, (begun.get(request) ?? waitedMs) + latencyOf(request) + streamed);
  });

  type Handler = (event: unknown, context: object) => Promise<unknown>;
  const handler = (load(settings.bundle) as Record<string, Handler>)[settings.exported];
  if (!handler) throw new Error(`${settings.bundle} exports no ${settings.exported}`);

  const invoke = async ({ requestId, event, at }: Invocation): Promise<Outcome> => {
    beganAt = at;
    waitedMs = 0;
    processorAtBegin = processorMs();
    const end = at + settings.timeoutSeconds * 1000;
    const context = {
      awsRequestId: requestId,
      functionName: settings.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: settings.functionArn,
      memoryLimitInMB: String(settings.memoryMb),
      getRemainingTimeInMillis: () => Math.max(0, Math.round(end - now())),
    };
    let told: Pick<Outcome, 'result' | 'error'>;
    try {
      told = { result: await handler(event, context) };
    } catch (error) {
      told = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    return {
      ...told,
      durationMs: now() - at,
      processorMs: processorMs() - processorAtBegin,
      waitedMs,
      peakBytes: peakBytes(),
    };
  };

  process.on('message', (invocation: Invocation) => {
    void invoke(invocation).then((outcome) => process.send?.(outcome));
  });
  // Whoever started it is gone.
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

/** The program as the source of a CommonJS script (`node -e`). */
export const environmentSource = `(${environment.toString()})(require);`;
