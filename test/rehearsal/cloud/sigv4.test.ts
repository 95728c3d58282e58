import { createMovableClock } from '#rehearsal/cloud/movable-clock.ts';
import { createSts } from '#rehearsal/services/sts/sts.ts';
import { type SignedFetch, signedFetch } from './signed-fetch.ts';
import { REGION_A, startTinyCloud, type TinyCloud } from './tiny-cloud.ts';

let cloud: TinyCloud;

beforeAll(async () => {
  cloud = await startTinyCloud();
});

afterAll(() => cloud.gateway.close());

const MINUTE = 60_000;

const jsonCall = (changes: Partial<SignedFetch> = {}) =>
  signedFetch({
    url: cloud.gateway.url,
    credentials: cloud.operator,
    service: 'cognito-idp',
    region: REGION_A,
    body: '{"Username":"ann"}',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' },
    ...changes,
  });

const queryCall = (changes: Partial<SignedFetch> = {}) =>
  signedFetch({
    url: cloud.gateway.url,
    credentials: cloud.operator,
    service: 'sts',
    region: REGION_A,
    body: `Action=GetCallerIdentity&Version=${createSts({ iam: cloud.iam }).target}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    ...changes,
  });

const expired = (): Partial<SignedFetch> => ({
  credentials: cloud.iam.issueSession('arn:aws:iam::111111111111:role/reader', 'late', -1),
});

const CASES: readonly [string, () => Partial<SignedFetch>, json: string, query: string][] = [
  [
    'an unknown key',
    () => ({ credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } }),
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
  [
    'a wrong secret',
    () => ({ credentials: { ...cloud.operator, secretAccessKey: 'wrong' } }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'a session token of another session',
    () => ({ credentials: { ...cloud.worker, sessionToken: 'other' } }),
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
  [
    'a session key without its token',
    () => ({
      credentials: { accessKeyId: cloud.worker.accessKeyId, secretAccessKey: cloud.worker.secretAccessKey },
    }),
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
  ['an expired session', expired, 'ExpiredTokenException', 'ExpiredToken'],
  [
    'a date six minutes ago',
    () => ({ signingDate: new Date(Date.now() - 6 * MINUTE) }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'a date six minutes ahead',
    () => ({ signingDate: new Date(Date.now() + 6 * MINUTE) }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'a body changed after signing',
    () => ({
      tamper: (sent) => {
        sent.body = sent.body.replace(/.$/, ' ');
      },
    }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'a signed header changed after signing',
    () => ({
      headers: {
        'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser',
        'content-type': 'application/x-www-form-urlencoded',
        'x-extra': 'a',
      },
      tamper: (sent) => {
        sent.headers['x-extra'] = 'b';
      },
    }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'another region in the scope than was signed',
    () => ({
      tamper: (sent) => {
        sent.headers.authorization = (sent.headers.authorization ?? '').replace(REGION_A, 'us-east-1');
      },
    }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
];

/** A cloud of its own whose clock was put ahead by a day. */
const onTheNextDay = async (work: (clouds: TinyCloud, now: number) => Promise<void>): Promise<void> => {
  const clock = createMovableClock();
  const moved = await startTinyCloud({ clock });
  clock.advance(24 * 60 * MINUTE);
  try {
    await work(moved, clock.now());
  } finally {
    await moved.gateway.close();
  }
};

describe('where the clock was put ahead', () => {
  const call = ({ gateway, operator }: TinyCloud, signingDate: Date, changes: Partial<SignedFetch> = {}) =>
    jsonCall({ url: gateway.url, credentials: operator, signingDate, ...changes });

  it("a signature holds with the machine's time, with the cloud's, and with any between", () =>
    onTheNextDay(async (moved, now) => {
      for (const date of [Date.now(), Date.now() + 60 * MINUTE, now])
        expect((await call(moved, new Date(date))).status).toBe(200);
      for (const date of [Date.now() - 6 * MINUTE, now + 6 * MINUTE])
        await expect(codeOf(await call(moved, new Date(date)))).resolves.toBe('InvalidSignatureException');
    }));

  it('a session of the day before is over', () =>
    onTheNextDay(async (moved) => {
      const refused = await call(moved, new Date(), { credentials: moved.worker });
      await expect(codeOf(refused)).resolves.toBe('ExpiredTokenException');
    }));
});

const codeOf = async (response: Response): Promise<string | undefined> => {
  const text = await response.text();
  return /"__type":"(\w+)"/.exec(text)?.[1] ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1];
};

describe('a signature is refused for', () => {
  it.each(CASES)('%s (JSON)', async (_case, changes, code) => {
    const response = await jsonCall(changes());
    await expect(codeOf(response)).resolves.toBe(code);
    expect(cloud.recorder.entries('requests').at(-1)).toMatchObject({ decision: 'denied', errorType: code });
  });

  it.each(CASES)('%s (query)', async (_case, changes, _json, code) => {
    const response = await queryCall(changes());
    await expect(codeOf(response)).resolves.toBe(code);
  });

  it('a target that it does not cover', async () => {
    const target = 'AWSCognitoIdentityProviderService.AdminGetUser';
    const response = await jsonCall({
      headers: {},
      tamper: ({ headers }) => {
        headers['x-amz-target'] = target;
      },
    });
    await expect(codeOf(response)).resolves.toBe('IncompleteSignatureException');
  });

  it('an Authorization header of another kind', async () => {
    const response = await jsonCall({
      tamper: ({ headers }) => {
        headers.authorization = 'Bearer x';
      },
    });
    await expect(codeOf(response)).resolves.toBe('IncompleteSignatureException');
  });
});

it('a signature holds over query parameters and encoded paths', async () => {
  const response = await queryCall({ url: `${cloud.gateway.url}/a%3Ab/?z=1&a=%20x&z2=%C3%BC` });
  expect(response.status).toBe(200);
});
