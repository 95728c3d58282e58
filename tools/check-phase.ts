/** `npm run check-phase`: whether a deployment would undo what the last cutover or rollback did. Changes nothing. */
import { loadMigration } from '#cdk/load-migration.ts';
import { ConfigError, PoolDescriptionError } from '#core/config-error.ts';
import { MigrationError } from '#core/errors.ts';
import { parseCheckPhaseFlags } from './check-phase/check-phase-flags.ts';
import { advisePhase, type PhaseAdvice } from './check-phase/phase-advice.ts';
import { readRecordedPhase } from './check-phase/recorded-phase.ts';
import { endpointOf } from './command-line/operator.ts';
import { Refused } from './command-line/refused.ts';

/** A pipeline without credentials of the account may go on at 2; at 1 it must not. */
const EXIT = { agree: 0, disagree: 1, notLooked: 2 } as const;

const check = async (argv: readonly string[]): Promise<PhaseAdvice> => {
  const flags = parseCheckPhaseFlags(argv);
  const { config, names } = loadMigration(flags.config);
  const { accountId } = config.target;
  const { table = names.ledger, region = config.target.region } = flags;
  const [dynamodb, sts] = [endpointOf('DYNAMODB', process.env), endpointOf('STS', process.env)];
  const state = await readRecordedPhase({
    accountId,
    region,
    table,
    endpoints: { ...(dynamodb && { dynamodb }), ...(sts && { sts }) },
  });
  const ledger = `table ${table} in ${accountId}, ${region}`;
  return advisePhase({ config: flags.config, configured: config.phase, ledger, state });
};

/** Errors whose message is for the operator. */
const isForOperator = (error: unknown): error is Error =>
  [Refused, ConfigError, PoolDescriptionError, MigrationError].some((known) => error instanceof known);

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const { agree, says } = await check(argv);
    (agree ? process.stdout : process.stderr).write(`${says}\n`);
    return agree ? EXIT.agree : EXIT.disagree;
  } catch (error) {
    if (!isForOperator(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.notLooked;
  }
};

process.exitCode = await main(process.argv.slice(2));
