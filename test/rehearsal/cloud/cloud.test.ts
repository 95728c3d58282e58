/** One local cloud as a whole: starting, keys, ending. What its services do is tested with each of them. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Credentials } from '#rehearsal/cloud/service.ts';

const keysOf = ({ accessKeyId, secretAccessKey }: Credentials) => ({ accessKeyId, secretAccessKey });

describe('a local cloud', () => {
  it('answers the operator of each account as that account', async () => {
    const cloud = await createCloud({ seed: 1 });
    const accounts = await Promise.all(
      ['111111111111', '222222222222'].map(async (accountId) => {
        const client = new STSClient({
          endpoint: cloud.url,
          region: 'eu-west-1',
          credentials: keysOf(cloud.operator(accountId)),
        });
        return (await client.send(new GetCallerIdentityCommand({}))).Account;
      }),
    );
    await cloud.close();
    expect(accounts).toEqual(['111111111111', '222222222222']);
    expect(cloud.recorder.entries('requests')).toHaveLength(2);
  });

  it('says that a port is taken, and leaves nothing running', async () => {
    const cloud = await createCloud({ seed: 1 });
    await expect(createCloud({ seed: 2, port: cloud.gateway.port })).rejects.toThrow(/EADDRINUSE/);
    await cloud.close();
  });
});
