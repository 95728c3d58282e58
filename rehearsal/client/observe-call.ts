/** One call of a client, as the client saw it: what came back is recorded, without login and secret, and never thrown. */
import type { Recorder } from '../cloud/recorder.ts';
import type { Clock } from '../cloud/service.ts';
import { errorOf } from './answer.ts';

export type CallOptions = { readonly recorder: Recorder; readonly clock: Clock };

/** `sub` is the source user's. */
export type Call = { readonly operation: string; readonly flow?: string; readonly sub: string };

export type Step<Output> = {
  readonly output?: Output;
  readonly error?: ReturnType<typeof errorOf>;
  /** Milliseconds. */
  readonly durationMs: number;
};

/** @param challengeOf the challenge that an output holds instead of what was wanted */
export const observeCall = async <Output>(
  { recorder, clock }: CallOptions,
  of: Call,
  send: () => Promise<Output>,
  challengeOf: (output: Output) => string | undefined = () => undefined,
): Promise<Step<Output>> => {
  const time = new Date(clock.now()).toISOString();
  const start = performance.now();
  const settled = await send().then(
    (output) => ({ output }),
    (error: unknown) => ({ error: errorOf(error) }),
  );
  const durationMs = performance.now() - start;
  const challenge = 'output' in settled ? challengeOf(settled.output) : undefined;
  recorder.record('client', {
    time,
    ...of,
    status: 'error' in settled ? 'error' : challenge === undefined ? 'ok' : 'challenge',
    ...(challenge === undefined ? {} : { challenge }),
    ...('error' in settled ? settled.error : {}),
    durationMs,
  });
  return { ...settled, durationMs };
};
