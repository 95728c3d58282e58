// docs/client.md, run: its code blocks are the applications, the two local accounts what they sign in to. The target is
// the sample's, deployed once; the operator closes the password flow and opens it again as cutover and rollback do.
import { createAppClient } from '#rehearsal/client/app-client.ts';
import type { SeededUser } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import type { ApplicationName, Told } from './applications.ts';
import { FALLBACK, SRP } from './client-requests.ts';
import { type ClientStage, NEW_PASSWORD, openClientStage } from './client-stage.ts';

const NAMES: readonly ApplicationName[] = ['identity-js', 'amplify', 'server'];

const SMS = { UserMFASettingList: ['SMS_MFA'], PreferredMfaSetting: 'SMS_MFA' };
const phone = (index: number) => ({
  attributes: { phone_number: `+49151123456${index}0`, phone_number_verified: 'true' },
});

/** Everybody who plays in front of one application. */
const castOf = (name: ApplicationName, index: number): SeededUser[] => [
  seedUser(`${name}-new`),
  seedUser(`${name}-by-mail`),
  seedUser(`${name}-sms`, { ...SMS, ...phone(index) }),
  seedUser(`${name}-totp`, { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }),
  seedUser(`${name}-reset`, { UserStatus: 'RESET_REQUIRED' }),
  seedUser(`${name}-disabled`, { Enabled: false }),
  seedUser(`${name}-unconfirmed`, { UserStatus: 'UNCONFIRMED' }),
  seedUser(`${name}-federated`, { UserStatus: 'EXTERNAL_PROVIDER' }),
  seedUser(`${name}-later`),
  seedUser(`${name}-locked`),
  seedUser(`${name}-after-cutover`),
  seedUser(`${name}-after-rollback`),
];

const OFFERED: Told = { step: 'refused', reset: 'offered' };
const ADVISED: Told = { step: 'refused', reset: 'advised' };

let stage: ClientStage;
beforeAll(async () => {
  stage = await openClientStage([...NAMES.flatMap(castOf), seedUser('met-twice')]);
});
afterAll(() => stage?.close());

/** What `seedUser` gives them. */
const mailOf = (username: string) => `${username.replace(/\W/g, '')}@example.com`;

describe('while passwords migrate', () => {
  describe.each(NAMES)('%s', (name) => {
    it('brings a new user over by the fallback', async () => {
      const { result, asked } = await stage.signIn(name, `${name}-new`);
      expect(result.step).toBe('done');
      expect(asked).toEqual([...SRP, FALLBACK]);
      expect(stage.statusOf(`${name}-new`)).toBe('CONFIRMED');
    });

    it('never sends the password of somebody who came over again', async () => {
      for (const login of [`${name}-new`, mailOf(`${name}-new`)]) {
        const { result, asked, sent } = await stage.signIn(name, login);
        expect(result.step).toBe('done');
        expect(asked).toEqual(SRP);
        expect(sent(PASSWORD)).toBe(false);
      }
    });

    it('brings a user over who types an e-mail address', async () => {
      const login = mailOf(`${name}-by-mail`);
      expect((await stage.signIn(name, login)).result.step).toBe('done');
      expect((await stage.signIn(name, login)).asked).toEqual(SRP);
    });

    it('asks for the code of a second factor, on the first sign-in and on the next', async () => {
      const { confirmCode } = stage.applications[name];
      const login = `${name}-sms`;
      const asksForCode = { step: 'code', factor: 'SMS_MFA' };
      expect((await stage.signIn(name, login)).result).toMatchObject({ ...asksForCode, mistyped: false });
      expect(await confirmCode('000000')).toMatchObject({ ...asksForCode, mistyped: true });
      expect((await confirmCode(stage.codeFor(login))).step).toBe('done');
      const again = await stage.signIn(name, login);
      expect(again.result).toMatchObject({ ...asksForCode, mistyped: false });
      expect(again.asked).toEqual(SRP);
      expect((await confirmCode(stage.codeFor(login))).step).toBe('done');
    });

    it.each([
      ['nobody', `${name}-nobody`],
      ['a migrated user who mistypes', `${name}-new`],
      ['a new user who mistypes', `${name}-later`],
      ['a user who was disabled', `${name}-disabled`],
      ['a user who never confirmed', `${name}-unconfirmed`],
      ['a user of another provider', `${name}-federated`],
    ])('says one thing, and asks for one thing, about %s', async (_, login) => {
      const { result, asked } = await stage.signIn(name, login, 'Wrong-Password-1');
      expect(result).toEqual(OFFERED);
      expect(asked).toEqual([...SRP, FALLBACK]);
    });

    it.each(['reset', 'totp'])('leads a user without a password (%s) to a new one', async (why) => {
      const login = `${name}-${why}`;
      expect((await stage.signIn(name, login)).result).toEqual(OFFERED);
      expect(stage.statusOf(login)).toBe('RESET_REQUIRED');
      await stage.setPassword(name, login);
      const { result, asked } = await stage.signIn(name, login, NEW_PASSWORD);
      expect(result.step).toBe('done');
      expect(asked).toEqual(SRP);
    });

    it('goes on about a forgotten password alike, whether there is such a user or not', async () => {
      for (const who of ['nobody', 'disabled', 'federated', 'new'])
        expect(await stage.applications[name].askForCode(`${name}-${who}`)).toBeUndefined();
    });

    it('tells a failure of the source from a wrong password', async () => {
      const throttled = {
        kind: 'error',
        code: 'TooManyRequestsException',
        message: '',
        status: 400,
      } as const;
      const source = { account: stage.accounts.world.source.accountId, name: FALLBACK };
      const { result } = await stage.requests.failing(source, throttled, () =>
        stage.signIn(name, `${name}-later`),
      );
      expect(result).toMatchObject({ step: 'failed', error: { name: 'UserLambdaValidationException' } });
      expect((await stage.signIn(name, `${name}-later`)).result.step).toBe('done');
    });

    it('does not fall back where SRP fails for another reason', async () => {
      const broken = { kind: 'error', code: 'InternalErrorException', message: '', status: 500 } as const;
      const target = { account: stage.accounts.world.target.accountId, name: SRP[1] ?? '' };
      const { result, asked } = await stage.requests.failing(target, broken, () =>
        stage.signIn(name, `${name}-new`),
      );
      expect(result).toMatchObject({ step: 'failed', error: { name: 'InternalErrorException' } });
      expect(asked).not.toContain(FALLBACK);
    });

    it('does not fall back while somebody is locked out', async () => {
      const login = `${name}-locked`;
      expect((await stage.signIn(name, login)).result.step).toBe('done');
      const { cloud, world } = stage.accounts;
      const stranger = createAppClient({
        endpoint: cloud.url,
        ...world.target,
        recorder: cloud.recorder,
        clock: cloud.clock,
        mailbox: { codeFor: () => undefined },
        secrets: { issued: () => undefined },
      });
      // Longer than a test takes: the tenth wrong password locks for 32 seconds.
      for (let count = 1; count <= 10; count += 1) {
        await stranger.signIn({ sub: '', login, password: 'Wrong-Password-1' });
        if (count < 10) cloud.clock.advance(20_000);
      }
      stranger.close();
      const { result, asked, sent } = await stage.signIn(name, login);
      expect(result).toEqual(OFFERED);
      expect(asked).not.toContain(FALLBACK);
      expect(sent(PASSWORD)).toBe(false);
    });
  });
});

describe('after the cutover', () => {
  const BROWSER = ['identity-js', 'amplify'] as const;
  const openedBefore: Partial<Record<ApplicationName, string>> = {};

  beforeAll(async () => {
    for (const name of BROWSER) {
      expect((await stage.signIn(name, `${name}-new`)).result.step).toBe('done');
      openedBefore[name] = await stage.applications[name].accessToken();
    }
    await stage.cutOver();
  });

  it.each(BROWSER)('%s refreshes a session that began before it', async (name) => {
    const { accessToken, advance } = stage.applications[name];
    expect(await accessToken()).toBe(openedBefore[name]);
    // Access tokens are good for one hour.
    await advance(2 * 60 * 60_000);
    const { result, asked } = await stage.requests.during(accessToken);
    await advance(0);
    expect(result).toMatch(/^eyJ/);
    expect(result).not.toBe(openedBefore[name]);
    expect(asked).toEqual([
      name === 'amplify' ? 'GetTokensFromRefreshToken' : 'InitiateAuth REFRESH_TOKEN_AUTH',
    ]);
  });

  describe.each(NAMES)('%s', (name) => {
    it('signs in whoever came over, and asks for their second factor', async () => {
      const { result, asked } = await stage.signIn(name, `${name}-new`);
      expect(result.step).toBe('done');
      expect(asked).toEqual(SRP);
      expect((await stage.signIn(name, `${name}-sms`)).result).toMatchObject({
        step: 'code',
        factor: 'SMS_MFA',
      });
      expect((await stage.applications[name].confirmCode(stage.codeFor(`${name}-sms`))).step).toBe('done');
    });

    it.each([
      ['a user who has not come over', `${name}-after-cutover`, PASSWORD],
      ['nobody', `${name}-nobody`, PASSWORD],
      ['a migrated user who mistypes', `${name}-new`, 'Wrong-Password-1'],
    ])('advises %s to set a new password', async (_, login, password) => {
      expect((await stage.signIn(name, login, password)).result).toEqual(ADVISED);
    });

    it('lets a late comer in by a forgotten password', async () => {
      const login = `${name}-after-cutover`;
      expect(stage.statusOf(login)).toBeUndefined();
      await stage.setPassword(name, login);
      const { result, asked } = await stage.signIn(name, login, NEW_PASSWORD);
      expect(result.step).toBe('done');
      expect(asked).toEqual(SRP);
    });
  });
});

describe('after a rollback', () => {
  beforeAll(() => stage.rollBack());

  it.each(NAMES)('%s brings new users over again', async (name) => {
    const { result, asked } = await stage.signIn(name, `${name}-after-rollback`);
    expect(result.step).toBe('done');
    expect(asked).toEqual([...SRP, FALLBACK]);
  });
});

describe('a CognitoUser that is used for both attempts', () => {
  it('never brings anybody over, as the page says', async () => {
    const both = await stage.openChanged((text) =>
      text
        .replace('let waiting:', 'let kept: CognitoUser | undefined;\n  let waiting:')
        .replace(
          'const user = userOf(login);\n      user.set',
          'const user = (kept ??= userOf(login));\n      user.set',
        ),
    );
    const { result, asked } = await stage.requests.during(() => both.signIn('met-twice', PASSWORD));
    await both.close();
    expect(asked).toEqual([...SRP, FALLBACK]);
    expect(result).toEqual(OFFERED);
    expect(stage.statusOf('met-twice')).toBeUndefined();
  });
});
