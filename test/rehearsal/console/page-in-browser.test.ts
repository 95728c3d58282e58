// The console page as a browser shows it: rendered, refreshed, and no value run as a script.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { servePage } from '#rehearsal/console/serve-page.ts';
import { hostileBoard, silent } from './hostile-board.ts';

// Debian's package; `.ci/run` installs it where it is missing.
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

const board = hostileBoard();
let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = createServer((request, response) => {
    void servePage(board.view)(request, response).then((served) => served || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const open = async () => {
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('dialog', (dialog) => troubles.push(`dialog: ${dialog.message()}`));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { page, troubles };
};

it('shows the run, and no value runs as a script', async () => {
  const { page, troubles } = await open();
  await expect(page.locator('h1').innerText()).resolves.toMatch(/Rehearsal: Failed/);
  await expect(page.locator('img').count()).resolves.toBe(0);
  // A browser asks for an icon by itself; the page has none.
  expect(troubles.filter((trouble) => !trouble.includes('404'))).toEqual([]);
  await page.close();
});

it('refreshes itself', async () => {
  const { page } = await open();
  board.watch('A phase that began later', 7, silent).step();
  await page.getByText('A phase that began later').waitFor({ timeout: 15_000 });
  await page.close();
});
