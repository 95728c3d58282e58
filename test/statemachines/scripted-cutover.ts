/** The cutover's machine with Lambdas that answer as told, for whatever the code might decide. */
import type { Assessment, Conclusion } from '#core/cutover-decision.ts';
import { MigrationError, type MigrationErrorCode } from '#core/errors.ts';
import { type CutoverRun, createCutoverBench, STARTED } from './run-cutover.ts';

export const WEB = { clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] };
export const APP = { clientId: 'app', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: ['ALLOW_USER_SRP_AUTH'] };
export const GATE = {
  gate: 'migratedShare',
  threshold: 0.95,
  value: null,
  met: false,
  says: 'No sweep was finished.',
} as const;
export const FINDING = {
  finding: 'managed-login',
  clientId: 'web',
  says: 'Nobody migrates there any more.',
} as const;

export const assessed = (change: Partial<Assessment> = {}): Assessment => ({
  task: 'cutover',
  decision: 'switch',
  gates: [GATE],
  findings: [FINDING],
  clients: [WEB, APP],
  desiredPhase: 'srp-only',
  desiredClients: ['web', 'app'],
  forced: false,
  resume: false,
  held: false,
  liftHold: false,
  trigger: 'attached',
  phase: { configured: 'migrating', recorded: 'migrating', agree: true },
  notCovered: 0,
  ...change,
});

export const ROLLBACK = assessed({
  task: 'rollback',
  decision: 'rollback',
  desiredPhase: 'migrating',
  desiredClients: [],
  notCovered: 2,
});

type Answer = object | MigrationErrorCode;
export type Script = {
  readonly assess?: Answer;
  readonly conclude?: Answer;
  /** One for each call for this client; the last repeats. @default - done */
  readonly flows?: Readonly<Record<string, readonly Answer[]>>;
};

const answer = (told: Answer): object => {
  if (typeof told === 'string') throw new MigrationError(told, `${told}: told to`);
  return told;
};

/** Concludes from what the Map left, unless told otherwise. */
const concluded = ({ outcomes }: Readonly<Record<string, unknown>>): Conclusion => {
  const all = outcomes as readonly { readonly clientId: string; readonly error?: string }[];
  const unfinished = all.flatMap(({ clientId, error }) =>
    error === undefined ? [] : [{ clientId, reason: error }],
  );
  const clients = [WEB, APP].filter(({ clientId }) =>
    all.some((one) => one.clientId === clientId && !one.error),
  );
  const says = unfinished.map(({ clientId, reason }) => `${clientId}: ${reason}`).join(', ');
  return { completed: unfinished.length === 0, clients, unfinished, says } as Conclusion;
};

/** Of the bench that the running test has made. */
let close = async () => {};
afterEach(() => close());

/** @param script asked again for every call, so that a test may go on with another one */
export const benchOf = async (script: () => Script) => {
  const payloads: Readonly<Record<string, unknown>>[] = [];
  const bench = await createCutoverBench(() => ({
    assess: async (payload) => {
      payloads.push(payload);
      const { assess = assessed(), conclude } = script();
      if (payload.step === 'assess') return answer(assess);
      return conclude === undefined ? concluded(payload) : answer(conclude);
    },
    switchFlow: async (payload) => {
      const { flows = {} } = script();
      const id = String(payload.clientId);
      const turns = flows[id] ?? [];
      const before = payloads.filter(({ clientId }) => clientId === id).length;
      payloads.push(payload);
      const done = { ...[WEB, APP].find(({ clientId }) => clientId === id), changed: true };
      return answer(turns[Math.min(before, turns.length - 1)] ?? done);
    },
  }));
  close = bench.close;
  return { ...bench, payloads };
};

export const start = async (
  script: Script,
  input: unknown = { task: 'cutover' },
  options: CutoverRun = {},
) => {
  const bench = await benchOf(() => script);
  const done = await bench.run(input, options);
  return { ...bench, ...done, types: done.events.map(({ type }) => type) };
};

export const ALWAYS = { version: 1, at: STARTED, executionId: 'arn:aws:states:execution:one' };
export const EXECUTION = { executionId: ALWAYS.executionId, startedAt: STARTED };
export const failedWith = (error: string) => ({ status: 'FAILED', error });
