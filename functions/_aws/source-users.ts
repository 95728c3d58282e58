/** The source pool as the sweep reads it: page by page, and one user again before something is done about it. */
import { MigrationError } from '#core/errors.ts';
import type { UserRead } from '#core/source-evidence.ts';
import { toFailure } from './error-translation.ts';
import { createReadUser, createSend, type ReaderOptions } from './source-directory.ts';
import { type PageRequest, readPage, type UserPage } from './user-pages.ts';

export type SourceUsers = {
  /** Rejects with `SourceUnavailable`. */
  readonly listPage: (request: PageRequest, signal: AbortSignal) => Promise<UserPage>;
  /** By `sub`; answers with evidence. */
  readonly readUser: (sub: string, signal: AbortSignal) => Promise<UserRead>;
};

// Reads harm nobody, and a sweep has time: throttled or cut off, it waits and asks again.
const MAX_ATTEMPTS = 4;

export const createSourceUsers = (options: Omit<ReaderOptions, 'maxAttempts'>): SourceUsers => {
  const patient = { ...options, maxAttempts: MAX_ATTEMPTS };
  const send = createSend(patient);
  return {
    readUser: createReadUser(send, patient),
    listPage: async (request, signal) => {
      try {
        return await readPage(options.source.userPoolId, request, (command) =>
          send(signal, (client) => client.send(command, { abortSignal: signal })),
        );
      } catch (error) {
        const { reason, awsError = 'no error name' } = toFailure(error);
        throw new MigrationError(
          'SourceUnavailable',
          `The source did not list users: ${reason} (${awsError}).`,
        );
      }
    },
  };
};
