/** Starts directories on stubs and closes them after each test; the Lambda's own credentials are in the environment. */
import './errors-of-node.ts';
import { AWS_ENVIRONMENT, directoryOn } from './directory-on-stub.ts';

const environment = { ...process.env };
const open: (() => Promise<void>)[] = [];

beforeAll(() => void Object.assign(process.env, AWS_ENVIRONMENT));
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
afterAll(() => {
  process.env = environment;
});

export const start = async (...parameters: Parameters<typeof directoryOn>) => {
  const opened = await directoryOn(...parameters);
  open.push(opened.close);
  return opened;
};

export const NO_DEADLINE = new AbortController().signal;
