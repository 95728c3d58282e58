/** Whether a configuration's phase is the ledger's, and which two lines make it so. Pure: words only. */
import { phaseFindings } from '#core/cutover-findings.ts';
import type { CutoverState } from '#core/cutover-state.ts';
import type { MigrationPhase } from '#core/trigger-settings.ts';

export type Phases = {
  /** As the operator named it. */
  readonly config: string;
  readonly configured: MigrationPhase;
  /** Where the ledger is looked for: table, account and region. */
  readonly ledger: string;
  /** Nothing where there is no ledger. */
  readonly state: CutoverState | undefined;
};

/** `says` is for the operator, line by line. */
export type PhaseAdvice = { readonly agree: boolean; readonly says: string };

const fileOf = (config: string): string => (config.endsWith('.json') ? config : `cdk/config/${config}.json`);

/** The procedure, from what is configured to what is recorded. */
const twoLines = (config: string, phase: MigrationPhase): readonly string[] => [
  '',
  `  1. In ${fileOf(config)} set "phase": "${phase}".`,
  `  2. npx cdk deploy TargetStack --exclusively -c config=${config}`,
];

const since = ({ changedAt }: CutoverState): string => (changedAt === undefined ? '' : ` since ${changedAt}`);

/** No ledger: before the first deployment that is as it should be. */
const withoutLedger = ({ config, configured, ledger }: Phases): PhaseAdvice => {
  const agree = configured === 'migrating';
  const none = `There is no ${ledger}: nothing is deployed yet under this name.`;
  return agree
    ? { agree, says: `${none} ${config} says migrating, as a first deployment should.` }
    : {
        agree,
        says: [
          `${none} ${config} says srp-only: nobody would migrate by password. Begin with migrating.`,
          ...twoLines(config, 'migrating'),
        ].join('\n'),
      };
};

const HOLDS =
  'A rollback holds: no schedule cuts over before an operator starts {"task":"cutover","resume":true}.';

/** What a deployment may spoil although the phases agree. */
const canaries = ({ clients, desiredPhase }: CutoverState): readonly string[] =>
  clients.length === 0 || desiredPhase === 'srp-only'
    ? []
    : [
        `Cut over before the others: ${clients.join(', ')}. A deployment that changes one of them gives its password flow back; look with {"task":"cutover","dryRun":true} afterwards.`,
      ];

const agreement = ({ configured }: Phases, state: CutoverState): PhaseAdvice => ({
  agree: true,
  says: [
    `The phases agree: configuration and ledger say ${configured}${since(state)}.`,
    ...(state.hold ? [HOLDS] : []),
    ...canaries(state),
  ].join('\n'),
});

/** Compares, and says what to do. */
export const advisePhase = (phases: Phases): PhaseAdvice => {
  const { config, configured, state } = phases;
  if (state === undefined) return withoutLedger(phases);
  const { desiredPhase: recorded, hold } = state;
  if (configured === recorded) return agreement(phases, state);
  return {
    agree: false,
    says: [
      `The phases disagree: ${config} says ${configured}, and the ledger says ${recorded}${since(state)}.`,
      ...phaseFindings({ configured, recorded, agree: false }, hold).map(({ says }) => says),
      ...twoLines(config, recorded),
    ].join('\n'),
  };
};
