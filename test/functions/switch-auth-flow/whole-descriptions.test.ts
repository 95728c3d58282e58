/** Whatever an app client looks like, also to the SDK: after a switch, and after its restoration, only flows differ. */
import fc from 'fast-check';
import type { AppClientDescription } from '#core/auth-flows.ts';
import { createUserPoolClients } from '#functions/_aws/user-pool-clients.ts';
import { settings } from '#test/core/trigger-builders.ts';
import type { StubAnswer, StubRequest } from '#test/functions/_aws/aws-stub.ts';
import { openStub } from '#test/functions/_aws/opened.ts';
import { CLIENT, createWorld, HELD } from './fake-client.ts';

const POOL = 'us-east-1_TargetPl1';
const UNTAKEN = ['ClientSecret', 'ClientType', 'CreationDate', 'LastModifiedDate'];
const PASSWORDS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'];
const OTHERS = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_TELEPATHY_AUTH',
];

const own = { ClientId: CLIENT, UserPoolId: POOL } as const;
const kept = { ClientSecret: 'the-secret', ClientType: 'CONFIDENTIAL', CreationDate: 1.5 } as const;

const flows = fc.option(fc.subarray([...PASSWORDS, ...OTHERS], { minLength: 1 }), { nil: undefined });

/** Members that the SDK knows, each of its kind, and members of any name and kind. */
const known = fc.record(
  {
    ClientName: fc.string(),
    RefreshTokenValidity: fc.nat(3650),
    TokenValidityUnits: fc.record({ AccessToken: fc.constantFrom('minutes', 'hours', 'weeks') }),
    CallbackURLs: fc.uniqueArray(fc.webUrl()),
    ReadAttributes: fc.subarray(['email', 'name', 'custom:source_sub']),
    EnableTokenRevocation: fc.boolean(),
    RefreshTokenRotation: fc.record({ Feature: fc.constantFrom('ENABLED', 'DISABLED'), Newer: fc.boolean() }),
  },
  { requiredKeys: [] },
);
const taken = new Set([...UNTAKEN, 'ExplicitAuthFlows', ...Object.keys(own)]);
const unknown = fc.dictionary(
  fc.string().filter((name) => !taken.has(name)),
  fc.jsonValue(),
);

const descriptions = fc
  .tuple(unknown, known, flows)
  .map(
    ([newer, usual, ExplicitAuthFlows]): AppClientDescription =>
      JSON.parse(JSON.stringify({ ...newer, ...usual, ...own, ...kept, ExplicitAuthFlows })),
  );

/** As Cognito: an update replaces every setting. */
const startPool = () => {
  let client: AppClientDescription = {};
  let changes = 0;
  const answer = ({ action, input }: StubRequest): StubAnswer => {
    if (action === 'UpdateUserPoolClient') {
      const untaken = Object.keys(input).filter((name) => UNTAKEN.includes(name));
      if (untaken.length > 0) return { error: 'SerializationException', message: untaken.join() };
      changes += 1;
      client = { ...kept, ...input, LastModifiedDate: changes };
    }
    return { body: { UserPoolClient: client } };
  };
  return {
    answer,
    become: (next: AppClientDescription) => {
      client = next;
    },
    settings: () => {
      const { ExplicitAuthFlows: _, LastModifiedDate: __, ...rest } = client;
      return rest;
    },
    flows: () => client.ExplicitAuthFlows,
  };
};

it('a client keeps every setting, known to the SDK or not, through a switch and its restoration', async () => {
  const pool = startPool();
  const { transport, variables } = await openStub(pool.answer);
  const { target } = settings();
  const clients = createUserPoolClients({ userPoolId: POOL, target, transport, variables });
  await fc.assert(
    fc.asyncProperty(descriptions, async (described) => {
      pool.become(described);
      const before = pool.settings();
      const world = createWorld({ override: () => ({ clients }) });
      await world.run('switch');
      expect(pool.settings()).toEqual(before);
      const after = pool.flows();
      for (const flow of PASSWORDS) expect(after ?? []).not.toContain(flow);
      expect(after).not.toEqual([]);
      world.become(HELD);
      await world.run('restore');
      expect(pool.settings()).toEqual(before);
      expect(pool.flows()).toEqual(described.ExplicitAuthFlows);
    }),
    { numRuns: 100 },
  );
});
