/**
 * In: the console's sources and its built page.
 * Out: the console as a service for the local cloud, and as a server of its own for a deployed stage, behind a guard.
 * Touches: the built page's files, and a socket on loopback.
 */
export type { ConsoleService } from './console-service.ts';
export { createConsole } from './console-service.ts';
export { CONSOLE_PATH } from './paths.ts';
export { serveStage } from './serve-stage.ts';
