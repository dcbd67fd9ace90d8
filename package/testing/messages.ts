import type { SmartApp } from '../../local/token-issuer/index.ts';
import type { KnownOptions } from '../invalid-options.ts';

/** How a cloud behaves. */
export interface CloudSettings {
  /** How long a schedule's minute lasts by itself, milliseconds; 5,000 unless said. `advance` needs none of it. */
  minuteMs?: number;
  /** Apps and services that the local issuer lets in, as `npm start -- --smart-app` does; none unless said. */
  smartApps?: readonly SmartApp[];
  /** Origins, `http://localhost:3000`, whose pages may call the FHIR endpoint and the local issuer (CORS); none unless said. */
  allowedOrigins?: readonly string[];
}

export const CLOUD_SETTINGS: KnownOptions<CloudSettings> = {
  minuteMs: 'milliseconds',
  smartApps: 'objects',
  allowedOrigins: 'texts',
};

/** What a cloud is started with. */
export interface StartRequest extends CloudSettings {
  /** Where the template lies in the form in which the framework leaves it, and the zips beside it. */
  packageFolder: string;
}

/** What a started cloud is known by. */
export interface Started {
  url: string;
  clientSettings: {
    endpoint: string;
    region: string;
    forcePathStyle: true;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  resources: Record<string, string>;
  outputs: Record<string, string>;
  withoutEffect: string[];
}

/** A question to the host, about a cloud by its number. */
export interface Question {
  id: number;
  cloud: number;
  does: 'start' | 'reset' | 'advance' | 'idle' | 'events' | 'troubles' | 'control' | 'close';
  with?: unknown;
}

/** A request to `/_inlet/...` of the cloud. */
export interface ControlRequest {
  method: string;
  path: string;
  body?: unknown;
}

export type Answer = { id: number; value?: unknown } | { id: number; error: string; code?: string };
