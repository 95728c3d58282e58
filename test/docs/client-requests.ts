/** What the clients of a pool asked Cognito for, as it arrived there: flows and challenges, and whether a password was in it. */
import type { Fault, Gateway, Intercept } from '#rehearsal/cloud/gateway.ts';

const OF_CLIENTS = [
  'InitiateAuth',
  'RespondToAuthChallenge',
  'AdminInitiateAuth',
  'AdminRespondToAuthChallenge',
  'GetTokensFromRefreshToken',
  'ForgotPassword',
  'ConfirmForgotPassword',
];

type Request = Parameters<Intercept>[0];

/** `InitiateAuth USER_SRP_AUTH`; the administrator's operations by the name of the public ones, because they are the same steps. */
const nameOf = ({ operation, input }: Request): string => {
  const { AuthFlow, ChallengeName } = input as { AuthFlow?: string; ChallengeName?: string };
  const flow = AuthFlow === 'ADMIN_USER_PASSWORD_AUTH' ? 'USER_PASSWORD_AUTH' : AuthFlow;
  return [operation.replace(/^Admin/, ''), flow ?? ChallengeName].filter(Boolean).join(' ');
};

export const SRP = ['InitiateAuth USER_SRP_AUTH', 'RespondToAuthChallenge PASSWORD_VERIFIER'];
export const FALLBACK = 'InitiateAuth USER_PASSWORD_AUTH';

export type Heard<Result> = {
  readonly result: Result;
  readonly asked: readonly string[];
  /** Whether the text stood in any of them. */
  readonly sent: (text: string) => boolean;
};

export const listenTo = (gateway: Gateway, account: string) => {
  let faultOf: Intercept = () => undefined;
  let heard: Request[] = [];
  gateway.intercept((request) => {
    if (request.accountId === account && OF_CLIENTS.includes(request.operation)) heard.push(request);
    return faultOf(request);
  });
  return {
    /** What was asked for during `work`, in order. */
    during: async <Result>(work: () => Promise<Result>): Promise<Heard<Result>> => {
      heard = [];
      const result = await work();
      const requests = heard;
      const text = JSON.stringify(requests.map(({ input }) => input));
      return { result, asked: requests.map(nameOf), sent: (part) => text.includes(part) };
    },
    /** Lets requests of that name in that account fail while `work` runs. */
    failing: async <Result>(
      where: { readonly account: string; readonly name: string },
      fault: Fault,
      work: () => Promise<Result>,
    ): Promise<Result> => {
      faultOf = (request) =>
        request.accountId === where.account && nameOf(request) === where.name ? fault : undefined;
      try {
        return await work();
      } finally {
        faultOf = () => undefined;
      }
    },
  };
};
