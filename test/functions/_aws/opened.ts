/** Stubs that adapters send their requests to, closed after each test; the Lambda's own credentials are in the environment. */
import './errors-of-node.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { startAwsStub } from './aws-stub.ts';
import { AWS_ENVIRONMENT } from './stub-bodies.ts';

const environment = { ...process.env };
const open: (() => Promise<void>)[] = [];

beforeAll(() => void Object.assign(process.env, AWS_ENVIRONMENT));
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
afterAll(() => {
  process.env = environment;
});

/** A transport of its own and the variables that lead to a server, which is closed with it. */
export const transportTo = (url: string, close: () => Promise<unknown>) => {
  const transport = createTransport();
  open.push(async () => {
    transport.httpAgent.destroy();
    transport.httpsAgent.destroy();
    await close();
  });
  return { transport, variables: { AWS_ENDPOINT_URL: url } };
};

export const openStub = async (...parameters: Parameters<typeof startAwsStub>) => {
  const stub = await startAwsStub(...parameters);
  return { stub, ...transportTo(stub.url, () => stub.close()) };
};

export const IN_TIME = new AbortController().signal;
