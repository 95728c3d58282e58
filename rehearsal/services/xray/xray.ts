/** X-Ray: takes segments, from the platform directly and from Lambdas through a daemon's UDP port. See xray.md. */

import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, Scope } from '../../cloud/service.ts';

/** Who sends segments through a daemon, and whether they may. */
export type SegmentSender = Scope & {
  readonly principal: string;
  /** Asked for each datagram: may the sender do `xray:PutTraceSegments`? A sender that may not keeps the record of it. */
  readonly allows: () => boolean;
};

export type Daemon = {
  /** `host:port`, for `AWS_XRAY_DAEMON_ADDRESS`. */
  readonly address: string;
  readonly close: () => void;
};

/** First line of every datagram; the document follows. X-Ray Developer Guide "Sending trace data", 2026-11. */
const HEADER = { format: 'json', version: 1 };

export class XRay {
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #daemons = new Set<Daemon>();

  constructor({ recorder, clock }: { readonly recorder: Recorder; readonly clock: Clock }) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** Takes one segment or subsegment document as it is. */
  put({ accountId, region }: Scope, segment: Readonly<Record<string, unknown>>): void {
    this.#recorder.record('segments', { time: this.#time(), account: accountId, region, ...segment });
  }

  /** Opens a UDP port on 127.0.0.1 whose segments belong to one sender. */
  async openDaemon(sender: SegmentSender): Promise<Daemon> {
    const socket = createSocket('udp4');
    socket.on('message', (datagram) => this.#receive(datagram, sender));
    const port = await bind(socket);
    socket.unref();
    const daemon: Daemon = {
      address: `127.0.0.1:${port}`,
      close: () => {
        if (this.#daemons.delete(daemon)) socket.close();
      },
    };
    this.#daemons.add(daemon);
    return daemon;
  }

  /** Closes every daemon. */
  close(): void {
    for (const daemon of [...this.#daemons]) daemon.close();
  }

  #receive(datagram: Buffer, sender: SegmentSender): void {
    if (!sender.allows()) return;
    const segment = readDatagram(datagram);
    if (segment) this.put(sender, segment);
    else this.#refuse(sender);
  }

  #refuse({ accountId: account, region, principal }: SegmentSender): void {
    this.#recorder.record('requests', {
      time: this.#time(),
      account,
      region,
      principal,
      action: 'xray:PutTraceSegments',
      resource: '*',
      decision: 'allowed',
      reason: 'The datagram is not a JSON document after the line {"format":"json","version":1}.',
      status: 400,
      errorType: 'InvalidRequestException',
      durationMs: 0,
    });
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

const bind = (socket: Socket) =>
  new Promise<number>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve((socket.address() as AddressInfo).port));
  });

const readDatagram = (datagram: Buffer): Readonly<Record<string, unknown>> | undefined => {
  const [header, document] = datagram.toString('utf8').split(/\n(.*)/s);
  const { format, version } = parseObject(header) ?? {};
  return format === HEADER.format && version === HEADER.version ? parseObject(document) : undefined;
};

const parseObject = (text: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};
