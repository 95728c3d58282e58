// docs/client.md in a browser: the page's files bundled as an application's build does it, in front of the local accounts.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type SynthesizedMigration, synthesizeMigration } from '../end-to-end/synthesized-migration.ts';
import { openAccounts, type TwoAccounts } from '../end-to-end/two-accounts.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import type { Told } from './applications.ts';
import { FALLBACK, listenTo, SRP } from './client-requests.ts';
import { type CodeBlocks, writeCodeBlocks } from './code-blocks.ts';

// Debian's package; `.ci/run` installs it where it is missing.
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const NAMES = ['identity-js', 'amplify'] as const;
type Name = (typeof NAMES)[number];

let blocks: CodeBlocks;
let migration: SynthesizedMigration;
let accounts: TwoAccounts;
let requests: ReturnType<typeof listenTo>;
let server: Server;
let browser: Browser;
const scripts: Record<string, string> = {};

/** For browsers; `global` is what `amazon-cognito-identity-js` asks the build for. */
const bundle = async (name: Name): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(blocks.directory, `sign-in-${name}.ts`)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'application',
    define: { global: 'globalThis' },
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};

beforeAll(async () => {
  blocks = writeCodeBlocks('docs/client.md');
  migration = await synthesizeMigration();
  accounts = await openAccounts(
    migration,
    NAMES.map((name) => seedUser(name)),
  );
  const { cloud, world } = accounts;
  requests = listenTo(cloud.gateway, world.target.accountId);
  for (const name of NAMES) scripts[`/${name}.js`] = await bundle(name);
  server = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    if (script === undefined)
      return response.end(`<!doctype html><script src="${url.replace(/\W*$/, '')}.js"></script>`);
    return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  await accounts?.cloud.idle();
  await accounts?.close();
  migration?.remove();
  blocks?.remove();
});

const open = async (name: Name): Promise<Page> => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
  const { cloud, world } = accounts;
  const { userPoolId, clientId } = world.target;
  const settings =
    name === 'amplify'
      ? { userPoolId, userPoolClientId: clientId, userPoolEndpoint: cloud.url }
      : { UserPoolId: userPoolId, ClientId: clientId, endpoint: cloud.url };
  await page.evaluate(`window.auth = application.createAuth(${JSON.stringify(settings)})`);
  return page;
};

const signIn = (page: Page, login: string, password: string) =>
  requests.during(() =>
    page.evaluate<Told>(`auth.signIn(${JSON.stringify(login)}, ${JSON.stringify(password)})`),
  );

describe.each(NAMES)('%s in a browser', (name) => {
  let page: Page;
  beforeAll(async () => {
    page = await open(name);
  });
  afterAll(() => page?.close());

  it('gives one answer to a wrong password', async () => {
    for (const login of [name, 'nobody'])
      expect((await signIn(page, login, 'Wrong-Password-1')).result).toEqual({
        step: 'refused',
        reset: 'offered',
      });
  });

  it('brings a new user over, and never sends their password again', async () => {
    const first = await signIn(page, name, PASSWORD);
    expect(first.result.step).toBe('done');
    expect(first.asked).toEqual([...SRP, FALLBACK]);
    await page.evaluate('auth.signOut()');
    const again = await signIn(page, name, PASSWORD);
    expect(again.result.step).toBe('done');
    expect(again.asked).toEqual(SRP);
    expect(again.sent(PASSWORD)).toBe(false);
  });

  it('keeps tokens under the app client’s id', async () => {
    expect(await page.evaluate('auth.accessToken()')).toMatch(/^eyJ/);
    const keys = await page.evaluate<string[]>('Object.keys(localStorage)');
    const prefix = `CognitoIdentityServiceProvider.${accounts.world.target.clientId}.`;
    expect(keys.filter((key) => key.endsWith('.refreshToken'))).toHaveLength(1);
    expect(keys.filter((key) => !key.startsWith(prefix))).toEqual([]);
  });
});
