declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  /** As much of oidc-provider as the tests use: it comes without types. */
  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): RequestListener;
    on(event: string, listener: (...args: unknown[]) => void): this;
  }
}
