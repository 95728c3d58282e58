import { createSocket } from 'node:dgram';
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { newTraceId, readTraceHeader, writeTraceHeader } from '#rehearsal/services/xray/trace-header.ts';
import { XRay } from '#rehearsal/services/xray/xray.ts';

const SENDER = {
  accountId: '222222222222',
  region: 'us-east-1',
  principal: 'arn:aws:sts::222222222222:assumed-role/w/s',
};
const HEADER = '{"format":"json","version":1}\n';

let xray: XRay;
let recorder: ReturnType<typeof createRecorder>;

beforeEach(() => {
  recorder = createRecorder();
  xray = new XRay({ recorder, clock: { now: () => 1_800_000_000_000 } });
});

afterEach(() => xray.close());

const send = async (address: string, ...datagrams: string[]) => {
  const [host, port] = address.split(':');
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    await new Promise((resolve) => socket.send(datagram, Number(port), host ?? '', resolve));
  }
  socket.close();
};

/** Datagrams are read later than they are sent. */
const eventually = async (happened: () => boolean) => {
  for (let turn = 0; turn < 200 && !happened(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a daemon', () => {
  it("records segments under its sender's account", async () => {
    const { address } = await xray.openDaemon({ ...SENDER, allows: () => true });
    await send(address, `${HEADER}{"id":"a","name":"x"}`);
    await eventually(() => recorder.entries('segments').length > 0);
    expect(recorder.entries('segments')).toEqual([
      { time: '2027-01-15T08:00:00.000Z', account: '222222222222', region: 'us-east-1', id: 'a', name: 'x' },
    ]);
  });

  it('takes nothing from a sender that may not send', async () => {
    let asked = 0;
    const allows = () => {
      asked += 1;
      return false;
    };
    const { address } = await xray.openDaemon({ ...SENDER, allows });
    await send(address, `${HEADER}{"id":"a"}`);
    await eventually(() => asked > 0);
    expect(asked).toBe(1);
    expect(recorder.entries('segments')).toEqual([]);
  });

  it.each([['{"id":"a"}'], [`${HEADER}not json`], ['{"format":"xml","version":1}\n{"id":"a"}'], ['']])(
    'records %j as a request that could not be read',
    async (datagram) => {
      const { address } = await xray.openDaemon({ ...SENDER, allows: () => true });
      await send(address, datagram);
      await eventually(() => recorder.entries('requests').length > 0);
      expect(recorder.entries('requests')).toMatchObject([
        {
          action: 'xray:PutTraceSegments',
          status: 400,
          errorType: 'InvalidRequestException',
          principal: SENDER.principal,
        },
      ]);
    },
  );
});

describe('a trace header', () => {
  it('survives writing and reading', () => {
    const context = { traceId: newTraceId(1_800_000_000_000), parentId: '0123456789abcdef', sampled: true };
    expect(readTraceHeader(writeTraceHeader(context))).toEqual(context);
  });

  it('starts with the time in seconds', () => {
    expect(newTraceId(1_800_000_000_000)).toMatch(/^1-6b49d200-[0-9a-f]{24}$/);
  });

  it('may leave the decision open', () => {
    expect(readTraceHeader('Root=1-6b49d200-0123456789abcdef01234567')).toEqual({
      traceId: '1-6b49d200-0123456789abcdef01234567',
      sampled: undefined,
    });
  });

  it.each([[undefined], [''], ['Root=x;Sampled=1'], ['Parent=0123456789abcdef;Sampled=1']])(
    '%j carries no trace',
    (header) => {
      expect(readTraceHeader(header)).toBeUndefined();
    },
  );
});
