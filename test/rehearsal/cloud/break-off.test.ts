// A connection that is broken off leaves nothing behind, at whatever moment its client went away.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakOff } from '#rehearsal/cloud/break-off.ts';

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** Lets one client send something, and ends its connection as told. @returns what went wrong on the server's side */
const served = async (end: (socket: Socket) => void): Promise<readonly string[]> => {
  const errors: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', ({ message }) => errors.push(message));
    socket.once('data', () => end(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const closed = new Promise((resolve) => client.once('close', resolve));
  client.on('error', () => {});
  client.resume().write('x');
  await closed;
  await new Promise((resolve) => server.close(resolve));
  return errors;
};

it.each<[string, (socket: Socket) => void]>([
  ['while the client waits', (socket) => breakOff(socket)],
  [
    // What a server does when it sees that the client is gone; the shutdown is then on its way for a moment.
    'in the middle of a shutdown',
    (socket) => {
      socket.end();
      process.nextTick(() => breakOff(socket));
    },
  ],
  [
    'after a shutdown',
    (socket) => {
      socket.end(() => breakOff(socket));
    },
  ],
  [
    'twice',
    (socket) => {
      breakOff(socket);
      breakOff(socket);
    },
  ],
])('broken off %s, it is gone', async (_, end) => {
  const before = openSockets();
  expect(await served(end)).toEqual([]);
  for (let looks = 0; looks < 100 && openSockets() > before; looks += 1) await sleep(5);
  expect(openSockets()).toBe(before);
});
