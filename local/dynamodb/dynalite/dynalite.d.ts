declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Folder of the LevelDB store; in memory where it is not given. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** DynamoDB's API as a node:http server, which need not listen to answer. */
  export default function dynalite(options: Options): Server;
}
