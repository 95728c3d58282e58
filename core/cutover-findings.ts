/** What an operator has to know beside the gates: about app clients, the trigger and the phase. Words only; nothing here decides. */
import {
  type AppClientDescription,
  allowsAdminPasswords,
  allowsUserAuth,
  letsPasswordsIn,
  planSwitch,
} from './auth-flows.ts';
import type {
  CutoverEvidence,
  Finding,
  FindingName,
  PhaseAgreement,
  TriggerState,
} from './cutover-decision.ts';

export const clientIdOf = ({ ClientId: id }: AppClientDescription): string =>
  typeof id === 'string' ? id : '';

/** Managed login is for clients with OAuth, in a pool with a domain. */
const hasManagedLogin = (client: AppClientDescription, { domain }: CutoverEvidence): boolean =>
  domain && client.AllowedOAuthFlowsUserPoolClient === true;

const legacyFlows = (client: AppClientDescription, { settings }: CutoverEvidence): string | undefined => {
  const plan = planSwitch(client, settings.userAuth);
  return plan.kind === 'legacy'
    ? `It has the unprefixed flows ${plan.flows.join(', ')}, which Cognito does not mix with ALLOW_USER_SRP_AUTH, and is left as it is. Replace them by the flows of the same name with ALLOW_ before them, try its applications, and run this again.`
    : undefined;
};

const adminPasswords = (client: AppClientDescription): string | undefined =>
  allowsAdminPasswords(client)
    ? 'Servers may send passwords of users through it (ALLOW_ADMIN_USER_PASSWORD_AUTH), and may not after the cutover: let them sign users in by SRP before.'
    : undefined;

// Managed login calls the trigger where the client allows ALLOW_USER_PASSWORD_AUTH. Developer Guide "Importing users
// with a user migration Lambda trigger", 2026-11
const managedLogin = (client: AppClientDescription, evidence: CutoverEvidence): string | undefined =>
  hasManagedLogin(client, evidence)
    ? 'It has managed login. Users who have come sign in there as before; after the cutover nobody migrates there by password any more, only by "forgot password".'
    : undefined;

const userAuth = (client: AppClientDescription, { settings }: CutoverEvidence): Said | undefined => {
  if (!allowsUserAuth(client)) return undefined;
  return settings.userAuth === 'keep'
    ? {
        finding: 'user-auth-kept',
        says: 'ALLOW_USER_AUTH stays, as cutover.userAuth says, and LETS PASSWORDS IN: for this app client the cutover is none.',
      }
    : {
        finding: 'user-auth-removed',
        says: 'ALLOW_USER_AUTH goes, because it lets passwords in; sign-in by one-time code or passkey goes with it. Who needs that sets cutover.userAuth to "keep".',
      };
};

type Said = { readonly finding: FindingName; readonly says: string };

const named = (finding: FindingName, says: string | undefined): readonly Said[] =>
  says === undefined ? [] : [{ finding, says }];

const aboutClient = (client: AppClientDescription, evidence: CutoverEvidence): readonly Finding[] =>
  [
    ...named('legacy-flows', legacyFlows(client, evidence)),
    ...named('admin-password-flow', adminPasswords(client)),
    ...named('managed-login', managedLogin(client, evidence)),
    ...[userAuth(client, evidence)].filter((said) => said !== undefined),
  ].map((said) => ({ clientId: clientIdOf(client), ...said }));

const MISSING =
  'The configuration names this app client, and the pool does not have it: deleted since the last deployment, or of another pool. Deploy again, or take it out of the configuration. The others are not kept waiting.';

const OTHER =
  'This app client of the pool is not in the configuration and lets passwords in: the cutover leaves it alone. Put it into appClients with its clientId where the pool is attached, or take its password flows away by hand.';

/** Named one by one, so that the answer stays within what an execution may carry: a pool may have a thousand clients. */
const MOST_OTHERS = 20;

const otherFindings = (clientIds: readonly string[]): readonly Finding[] => {
  const named = clientIds.slice(0, MOST_OTHERS);
  const left = clientIds.length - named.length;
  return [
    ...named.map((clientId): Finding => ({ clientId, finding: 'other-client', says: OTHER })),
    ...(left === 0
      ? []
      : [
          {
            finding: 'other-client' as const,
            says: `${left} further app clients of the pool are not in the configuration and let passwords in.`,
          },
        ]),
  ];
};

/** About every app client, those of the configuration first. */
export const clientFindings = (evidence: CutoverEvidence): readonly Finding[] => {
  const { clientIds, poolClients } = evidence;
  const found = new Map(poolClients.map((client) => [clientIdOf(client), client]));
  const configured = clientIds.flatMap((clientId): readonly Finding[] => {
    const client = found.get(clientId);
    return client === undefined
      ? [{ clientId, finding: 'client-missing', says: MISSING }]
      : aboutClient(client, evidence);
  });
  const others = poolClients
    .filter((client) => !clientIds.includes(clientIdOf(client)) && letsPasswordsIn(client))
    .map(clientIdOf);
  return [...configured, ...otherFindings(others)];
};

const TRIGGER: Readonly<Record<Exclude<TriggerState, 'attached'>, Said>> = {
  missing: {
    finding: 'trigger-missing',
    says: 'The pool calls no Lambda for user migration: nobody migrates, neither by password nor by forgot-password. Attach it in the console of the pool, or deploy a change of the pool: an unchanged template does not put it back.',
  },
  foreign: {
    finding: 'trigger-foreign',
    says: 'The pool calls another Lambda than migrate-user for user migration: nobody migrates by ours. Find out whose it is, take it off, and deploy the target stack again.',
  },
};

export const triggerFindings = (trigger: TriggerState): readonly Finding[] =>
  trigger === 'attached' ? [] : [TRIGGER[trigger]];

/** The configuration says one thing and the ledger another. */
export const phaseFindings = ({ configured, agree }: PhaseAgreement, hold: boolean): readonly Finding[] => {
  if (agree) return [];
  if (configured === 'migrating') {
    return [
      {
        finding: 'phase-mismatch',
        says: 'The cutover is done and the configuration says migrating: a stack update may give the password flows back. Deploy the phase srp-only.',
      },
    ];
  }
  return [
    {
      finding: 'phase-mismatch',
      says: hold
        ? 'The cutover was rolled back and the configuration says srp-only: a stack update may take the password flows away again. Deploy the phase migrating.'
        : 'The configuration says srp-only and no cutover is on record: until one is, no drift is repaired. Start {"task":"cutover"}, or deploy the phase migrating.',
    },
  ];
};

/** @param count imported users, as the last sweep counted */
export const importedFindings = (count: number): readonly Finding[] =>
  count === 0
    ? []
    : [
        {
          finding: 'imported-users',
          says: `${count} users were imported. They are in the target without a password of their own, so they never migrate by password again: a rollback does not cover them, they come in by "forgot password".`,
        },
      ];
