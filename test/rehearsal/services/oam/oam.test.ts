/** Links are made only where the sink's policy lets the account share all that it wants to. */
import type { PolicyDocument } from '#rehearsal/cloud/iam.ts';
import { Oam } from '#rehearsal/services/oam/oam.ts';

const SINK = { accountId: '222222222222', region: 'eu-west-1' };
const SOURCE = { accountId: '111111111111', region: 'eu-west-1' };
const [METRICS, LOGS, TRACES] = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];
const ALL = [METRICS, LOGS, TRACES].map(String);

const policy = (types: readonly string[] | undefined, more: object = {}) =>
  ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: SOURCE.accountId },
        Action: ['oam:CreateLink', 'oam:UpdateLink'],
        Resource: '*',
        ...(types && { Condition: { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': types } } }),
        ...more,
      },
    ],
  }) as unknown as PolicyDocument;

let oam: Oam;
beforeEach(() => {
  oam = new Oam();
});

const link = (document: PolicyDocument | undefined, types: readonly string[], scope = SOURCE) =>
  oam.createLink(scope, '$AccountName', oam.createSink(SINK, 'x', document).arn, types);

it('shares what the policy allows', () => {
  expect(link(policy(ALL), ALL)).toMatchObject({ ...SOURCE, types: ALL });
  expect(oam.linksOf(SOURCE)).toHaveLength(1);
});

it('shares less than the policy allows, or anything where it does not say', () => {
  expect(link(policy(ALL), [String(METRICS)]).types).toEqual([METRICS]);
  oam = new Oam();
  expect(link(policy(undefined), ALL).types).toEqual(ALL);
});

it.each<[string, PolicyDocument | undefined, RegExp]>([
  ['types that are not allowed', policy([String(METRICS)]), /share AWS::Logs::LogGroup, AWS::XRay::Trace/],
  ['another account', policy(ALL, { Principal: { AWS: '333333333333' } }), /does not let it link/],
  ['another action', policy(ALL, { Action: 'oam:UpdateLink' }), /does not let it link/],
  ['a sink without a policy', undefined, /does not let it link/],
])('is refused for %s', (_, document, message) => {
  expect(() => link(document, ALL)).toThrow(expect.objectContaining({ code: 'AccessDeniedException' }));
  oam = new Oam();
  expect(() => link(document, ALL)).toThrow(message);
});

it('leaves neither region nor account', () => {
  expect(() => link(policy(ALL), ALL, { ...SOURCE, region: 'us-east-1' })).toThrow(/does not leave a region/);
  oam = new Oam();
  expect(() => link(policy(ALL), ALL, SINK)).toThrow(/its own sink/);
});

it('needs a sink, of which an account has one in a region, and which stays while it has links', () => {
  const { arn, sinkArn } = link(policy(ALL), ALL);
  expect(() => oam.createSink(SINK, 'y', undefined)).toThrow(/has the sink x already/);
  expect(() => oam.deleteSink(sinkArn)).toThrow(/still has links/);
  oam.deleteLink(arn);
  oam.deleteSink(sinkArn);
  expect(() => oam.createLink(SOURCE, 'x', sinkArn, ALL)).toThrow(/There is no sink/);
});

it('refuses by name what a policy may say otherwise of types', () => {
  const Condition = { StringEquals: { 'oam:ResourceTypes': ALL } };
  expect(() => link(policy(undefined, { Condition }), ALL)).toThrow(/StringEquals oam:ResourceTypes/);
});
