/** InitiateAuth and AdminInitiateAuth behind their different doors: which flow, whether it is allowed, its parameters. */
import { NotModelled } from '../../cloud/service.ts';
import { type AuthFlow, allowedFlows } from './client-settings.ts';
import { invalidParameter } from './errors.ts';
import { refreshTokens } from './refresh.ts';
import { checkSecretHash } from './secret-hash.ts';
import { type AuthAnswer, type SignIn, type SignInNeeds, signInWithPassword } from './sign-in.ts';
import { startSrp } from './srp-sign-in.ts';

export type Door = 'public' | 'admin';

export const AUTH_FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;
type AuthFlowInput = (typeof AUTH_FLOWS)[number];

// What each door takes. getmoto/moto#4836 (confirmed by AWS): the other's flow is "Initiate Auth method not supported."
const DOOR_FLOWS: Readonly<Record<Door, readonly AuthFlow[]>> = {
  public: ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'],
  admin: ['ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'],
};

/** Old names of two flows. */
const flowOf = (input: AuthFlowInput): AuthFlow => {
  if (input === 'ADMIN_NO_SRP_AUTH') return 'ADMIN_USER_PASSWORD_AUTH';
  return input === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : input;
};

// Texts as seen from AWS: the password flow names itself, SRP and custom are "not enabled for the client.".
const notEnabled = (flow: AuthFlow) => {
  if (flow === 'USER_PASSWORD_AUTH')
    return invalidParameter('USER_PASSWORD_AUTH flow not enabled for this client');
  if (flow === 'USER_SRP_AUTH' || flow === 'CUSTOM_AUTH') {
    return invalidParameter(`${flow} is not enabled for the client.`);
  }
  return invalidParameter('Auth flow not enabled for this client');
};

/** @throws {ServiceError} for a flow that this door or this client does not have. */
const checkedFlow = (door: Door, signIn: SignIn, input: AuthFlowInput): AuthFlow => {
  const flow = flowOf(input);
  if (!DOOR_FLOWS[door].includes(flow)) throw invalidParameter('Initiate Auth method not supported.');
  if (!allowedFlows(signIn.client.settings).includes(flow)) throw notEnabled(flow);
  if (flow === 'CUSTOM_AUTH') throw new NotModelled('the authentication flow CUSTOM_AUTH');
  return flow;
};

type Parameters = Readonly<Record<string, string>>;

const parameter = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

const KNOWN_PARAMETERS = [
  'USERNAME',
  'PASSWORD',
  'SRP_A',
  'SECRET_HASH',
  'REFRESH_TOKEN',
  'PREFERRED_CHALLENGE',
];

const refuseUnknownParameters = (parameters: Parameters): void => {
  for (const name of Object.keys(parameters)) {
    if (!KNOWN_PARAMETERS.includes(name)) throw new NotModelled(`the authentication parameter ${name}`);
  }
};

/** Begins a sign-in. @throws {ServiceError} what the client hears. */
export const beginAuth =
  (needs: SignInNeeds) =>
  async (
    door: Door,
    signIn: SignIn,
    flowInput: AuthFlowInput,
    parameters: Parameters,
  ): Promise<AuthAnswer> => {
    const flow = checkedFlow(door, signIn, flowInput);
    refuseUnknownParameters(parameters);
    if (flow === 'REFRESH_TOKEN_AUTH')
      return refreshTokens(needs)(signIn, parameter(parameters, 'REFRESH_TOKEN'), parameters);
    const login = parameter(parameters, 'USERNAME');
    const known = signIn.pool.users.find(login);
    checkSecretHash(
      signIn.client,
      parameters.SECRET_HASH,
      known === undefined ? [login] : [login, known.username],
    );
    switch (flow) {
      case 'USER_PASSWORD_AUTH':
      case 'ADMIN_USER_PASSWORD_AUTH':
        return signInWithPassword(needs)(signIn, login, parameter(parameters, 'PASSWORD'));
      case 'USER_SRP_AUTH':
        return startSrp(needs)(signIn, login, parameter(parameters, 'SRP_A'));
      default:
        return chosenChallenge(needs)(signIn, login, parameters);
    }
  };

/** USER_AUTH with the first factor named in advance; the selection of one is not modelled. */
const chosenChallenge =
  (needs: SignInNeeds) =>
  (signIn: SignIn, login: string, parameters: Parameters): Promise<AuthAnswer> | AuthAnswer => {
    switch (parameters.PREFERRED_CHALLENGE) {
      case 'PASSWORD':
        return signInWithPassword(needs)(signIn, login, parameter(parameters, 'PASSWORD'));
      case 'PASSWORD_SRP':
        return startSrp(needs)(signIn, login, parameter(parameters, 'SRP_A'));
      default:
        throw new NotModelled('the flow USER_AUTH without PREFERRED_CHALLENGE PASSWORD or PASSWORD_SRP');
    }
  };
