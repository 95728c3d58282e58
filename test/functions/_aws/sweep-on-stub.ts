/** What the sweep reaches, with the real SDK, its requests going to a stub. */
import { assumeSourceRole, createRoleSession } from '#functions/_aws/assume-role.ts';
import { createSourceUsers } from '#functions/_aws/source-users.ts';
import { createSweepLedger } from '#functions/_aws/sweep-ledger.ts';
import { createSweepRecords } from '#functions/_aws/sweep-records.ts';
import { createTargetUsers } from '#functions/_aws/target-users.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { assumedRole, type StubAnswer, type StubRequest } from './aws-stub.ts';
import { openStub } from './opened.ts';

export const OWN = { accountId: '222222222222', region: 'us-east-1' } as const;

/** Every adapter on a stub that gives these answers in turn; the last repeats. STS always answers. */
export const adaptersOn = async (
  ...answers: readonly (StubAnswer | ((request: StubRequest) => StubAnswer))[]
) => {
  const { stub, transport, variables } = await openStub((request, earlier) => {
    if (request.action === 'AssumeRole') return { body: assumedRole(1) };
    const asked = earlier.filter(({ action }) => action !== 'AssumeRole').length;
    const answer = answers[Math.min(asked, answers.length - 1)] ?? 'hang';
    return typeof answer === 'function' ? answer(request) : answer;
  });
  const { source, target } = settings();
  const session = createRoleSession(
    assumeSourceRole({
      source,
      target,
      region: 'us-east-1',
      transport,
      variables,
      sessionName: 'sweep-shard',
    }),
  );
  const table = { ...OWN, tableName: 'the-ledger', maxAttempts: 1, transport, variables };
  const requests = () => stub.requests.filter(({ action }) => action !== 'AssumeRole');
  return {
    requests,
    source: createSourceUsers({ source, session, transport, variables }),
    target: createTargetUsers({ userPoolId: 'us-east-1_TargetPl1', target, transport, variables }),
    ledger: createSweepLedger(table),
    records: createSweepRecords(table),
  };
};
