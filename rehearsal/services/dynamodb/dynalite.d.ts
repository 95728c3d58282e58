/** What is used of dynalite, which brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  type Options = {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  };
  const dynalite: (options?: Options) => Server;
  export default dynalite;
}
