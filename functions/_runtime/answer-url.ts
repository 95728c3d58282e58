/** Puts the answer of a custom resource where CloudFormation waits for it: a pre-signed URL, which is told to nobody. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { MigrationError } from '#core/errors.ts';

/** So that a few attempts fit into what is left of the Lambda's time. */
const ATTEMPT_MS = 3_000;
const ATTEMPTS = 3;

const isLocal = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && hostname === '127.0.0.1';

/** @throws {MigrationError} `EndpointRefused`: the answer names resources, and whoever can change it can fake a deployment */
const checked = (url: string): URL => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && (parsed.protocol === 'https:' || isLocal(parsed))) return parsed;
  throw new MigrationError(
    'EndpointRefused',
    'The ResponseURL of the request is neither https nor http on 127.0.0.1, so nothing is done.',
  );
};

/** The status, or a rejection where none came. */
const put = (url: URL, body: Buffer): Promise<number> =>
  new Promise((answered, failed) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = open(
      url,
      {
        method: 'PUT',
        // The URL was signed without a content type. CloudFormation User Guide "cfn-response module", 2026-11
        headers: { 'content-type': '', 'content-length': body.length },
        timeout: ATTEMPT_MS,
        ...(url.protocol === 'https:' ? { minVersion: 'TLSv1.2' as const } : {}),
      },
      (response) => {
        response.resume();
        answered(response.statusCode ?? 0);
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', failed);
    request.end(body);
  });

/** Rejects with `AnswerNotTaken` once every attempt has failed: then Lambda should call again. */
export type PutAnswer = (answer: object) => Promise<void>;

/** @throws {MigrationError} `EndpointRefused`, before anything is done that could not be told of */
export const answerAt = (url: string): PutAnswer => {
  const target = checked(url);
  return async (answer) => {
    const body = Buffer.from(JSON.stringify(answer));
    let problem = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const status = await put(target, body).catch(
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );
      if (typeof status === 'number' && status >= 200 && status < 300) return;
      problem = String(status);
    }
    throw new MigrationError('AnswerNotTaken', `CloudFormation's URL did not take the answer (${problem}).`);
  };
};
