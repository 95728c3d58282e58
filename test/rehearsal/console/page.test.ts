// The console page: what it shows, and that no value can become markup.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { createBoard } from '#rehearsal/console/board.ts';
import { renderPage } from '#rehearsal/console/page.ts';
import { servePage } from '#rehearsal/console/serve-page.ts';
import { cutoverView, poolView } from '#rehearsal/console/view.ts';
import { statesIn, watchLedger } from '#rehearsal/console/watch-ledger.ts';
import { hostileBoard } from './hostile-board.ts';

describe('the console page', () => {
  it('escapes every value', () => {
    const page = renderPage(hostileBoard().view());
    expect(page).not.toContain('<img');
    expect(page.split('&lt;img src=x onerror=&quot;').length).toBeGreaterThan(25);
  });

  it('shows accounts, progress, report, denials and what clients got', () => {
    const page = renderPage(hostileBoard().view());
    for (const part of [
      'Failed',
      '111111111111',
      '1 of 3',
      'Report',
      'Denied requests',
      'After the sign-ins',
      'What clients got',
      'Cutover',
      'Dashboard',
    ])
      expect(page).toContain(part);
  });

  it('counts users by status and by whether they are enabled', () => {
    const address = { accountId: '1', region: 'r', userPoolId: 'p' };
    const users = [
      { UserStatus: 'CONFIRMED', Enabled: true },
      { UserStatus: 'CONFIRMED', Enabled: true },
      { UserStatus: 'CONFIRMED', Enabled: false },
    ];
    expect(poolView('t', address, users)).toMatchObject({
      users: 3,
      statuses: { CONFIRMED: 2, 'CONFIRMED, disabled': 1 },
    });
  });

  it('shows the phase of the ledger, whether a rollback holds, and what each app client allows', () => {
    const clients = [{ ClientName: 'web', ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }, { ClientId: 'id' }];
    expect(cutoverView([], clients)).toEqual({
      phase: 'migrating',
      held: false,
      clients: [
        { name: 'web', flows: ['ALLOW_USER_SRP_AUTH'] },
        { name: 'id', flows: [] },
      ],
    });
    const state = { id: 'cutover#state', desiredPhase: 'srp-only', hold: true };
    expect(cutoverView([{ id: 'user#a' }, state], [])).toEqual({
      phase: 'srp-only',
      held: true,
      clients: [],
    });
  });

  it('shows the newest calls first, and not more than fit', () => {
    const board = createBoard();
    const recorder = createRecorder();
    for (let index = 0; index < 40; index += 1)
      recorder.record('client', { time: '', operation: `call-${index}`, status: 'ok', durationMs: 1 });
    board.attach(recorder, { pools: () => [], ledger: () => ({}) });
    const { calls } = board.view();
    expect(calls[0]?.operation).toBe('call-39');
    expect(calls).toHaveLength(12);
  });
});

describe('watchLedger', () => {
  const user = (state: string, sub: string) => ({ id: `user#${sub}`, state });

  it('shows what was last read, and counts users alone', async () => {
    const read = async () => [
      user('reconciled', 'a'),
      user('reconciled', 'b'),
      { id: 'progress', state: 'x' },
    ];
    const ledger = watchLedger(read);
    expect(statesIn(ledger())).toEqual({});
    await new Promise((done) => setImmediate(done));
    expect(statesIn(ledger())).toEqual({ reconciled: 2 });
  });

  it('reads once at a time, and rests in proportion to how long a read took', async () => {
    let time = 0;
    let reads = 0;
    const read = async () => {
      reads += 1;
      time += 100;
      return [];
    };
    const states = watchLedger(read, () => time);
    states();
    states();
    await new Promise((done) => setImmediate(done));
    time += 999;
    states();
    expect(reads).toBe(1);
    time += 1;
    states();
    expect(reads).toBe(2);
  });

  it('keeps what it has when the table cannot be read any more', async () => {
    let time = 0;
    const answers = [[user('pending', 'a')]];
    const states = watchLedger(
      async () => answers.pop() ?? Promise.reject(new Error('closed')),
      () => time,
    );
    for (time = 0; time < 3; time += 1) {
      states();
      await new Promise((done) => setImmediate(done));
    }
    expect(statesIn(states())).toEqual({ pending: 1 });
  });
});

describe('servePage', () => {
  const board = createBoard();
  const page = servePage(board.view);
  const server = createServer((incoming, response) => {
    void page(incoming, response).then((known) => known || response.writeHead(404).end());
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  it('answers the page, which loads nothing from elsewhere', async () => {
    const answer = await fetch(`${url}/?x=1`);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/(src|href)="?http/);
  });

  it('answers the newest body as JSON', async () => {
    board.show('serving', 'Both accounts wait.');
    const { body } = (await (await fetch(`${url}/console.json`)).json()) as { body: string };
    expect(body).toContain('Both accounts wait.');
  });

  it('answers HEAD without a body and knows no other path', async () => {
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('');
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });
});
