/** `AWS::WAFv2::WebACL` of a region: rules on rates and sets of addresses. Managed rules and all other statements are not modelled. */
import * as z from 'zod';
import { NotModelled } from '../../cloud/service.ts';
import type { Statement } from '../../services/wafv2/statement.ts';
import type { WebAclInput } from '../../services/wafv2/web-acl.ts';
import { flag, number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const visibility = z.strictObject({
  CloudWatchMetricsEnabled: flag,
  MetricName: z.string().regex(/^[\w-]{1,128}$/, 'must have letters, digits, - and _'),
  SampledRequestsEnabled: flag,
});

const plain = z.strictObject({});

const hasOne = (value: object): boolean => Object.keys(value).length === 1;
const ONE = 'must hold exactly one of its kinds';

type Joined = {
  readonly IPSetReferenceStatement?: { readonly Arn: string };
  readonly NotStatement?: { readonly Statement: Joined };
  readonly AndStatement?: { readonly Statements: readonly Joined[] };
  readonly OrStatement?: { readonly Statements: readonly Joined[] };
};

const joinedShape = z.strictObject({
  IPSetReferenceStatement: z.strictObject({ Arn: text }).exactOptional(),
  get NotStatement() {
    return z.strictObject({ Statement: joined }).exactOptional();
  },
  get AndStatement() {
    return z.strictObject({ Statements: z.array(joined).min(2) }).exactOptional();
  },
  get OrStatement() {
    return z.strictObject({ Statements: z.array(joined).min(2) }).exactOptional();
  },
});
const joined: z.ZodType<Joined> = z.lazy(() => joinedShape.refine(hasOne, ONE));

const rate = z.strictObject({
  Limit: number,
  AggregateKeyType: z.literal('IP'),
  EvaluationWindowSec: number.default(300),
  ScopeDownStatement: joined.exactOptional(),
});

const action = z
  .strictObject({
    Allow: plain.exactOptional(),
    Block: plain.exactOptional(),
    Count: plain.exactOptional(),
  })
  .refine(hasOne, ONE);

const rule = z.strictObject({
  Name: text,
  Priority: number,
  Action: action,
  Statement: z
    .strictObject({ RateBasedStatement: rate.exactOptional(), ...joinedShape.shape })
    .refine(hasOne, ONE),
  VisibilityConfig: visibility,
});

const properties = z.strictObject({
  Name: text.exactOptional(),
  Description: text.exactOptional(),
  Scope: z.enum(['REGIONAL', 'CLOUDFRONT']),
  DefaultAction: z
    .strictObject({ Allow: plain.exactOptional(), Block: plain.exactOptional() })
    .refine(hasOne, ONE),
  Rules: z.array(rule).default([]),
  VisibilityConfig: visibility,
  Tags: tags.exactOptional(),
});

type Properties = z.output<typeof properties>;

const statementOf = (value: z.output<typeof rule>['Statement']): Statement => {
  const { RateBasedStatement, ...joinedStatement } = value;
  if (!RateBasedStatement) return joinedOf(joinedStatement);
  const { Limit: limit, EvaluationWindowSec: windowSeconds, ScopeDownStatement } = RateBasedStatement;
  const counted = ScopeDownStatement && joinedOf(ScopeDownStatement);
  return { kind: 'rate', limit, windowSeconds, ...(counted && { counted }) };
};

/** The schema has seen to it that there is exactly one. */
const joinedOf = ({
  IPSetReferenceStatement,
  NotStatement,
  AndStatement,
  OrStatement,
}: Joined): Statement => {
  if (IPSetReferenceStatement) return { kind: 'ip-set', arn: IPSetReferenceStatement.Arn };
  if (NotStatement) return { kind: 'not', of: joinedOf(NotStatement.Statement) };
  if (AndStatement) return { kind: 'and', of: AndStatement.Statements.map(joinedOf) };
  return { kind: 'or', of: (OrStatement?.Statements ?? []).map(joinedOf) };
};

const actionOf = ({ Allow, Block }: z.output<typeof action>): 'allow' | 'block' | 'count' =>
  Allow ? 'allow' : Block ? 'block' : 'count';

const inputOf = ({ Rules, DefaultAction, VisibilityConfig }: Properties, name: string): WebAclInput => ({
  name,
  defaultAction: DefaultAction.Allow ? 'allow' : 'block',
  metricName: VisibilityConfig.MetricName,
  rules: Rules.map((one) => ({
    name: one.Name,
    priority: one.Priority,
    action: actionOf(one.Action),
    statement: statementOf(one.Statement),
    metricName: one.VisibilityConfig.MetricName,
  })),
});

const put = (acl: Properties, { cloud, scope, note }: ResourceContext, name: string): Created => {
  if (acl.Scope !== 'REGIONAL') throw new NotModelled('web ACLs of CloudFront; only REGIONAL');
  const { arn, id } = cloud.waf.putWebAcl(scope, inputOf(acl, name));
  note(
    `Web ACL ${name}: addresses are those that clients name in X-Forwarded-For; others are never counted.`,
  );
  // As CloudFormation gives it. CloudFormation reference "AWS::WAFv2::WebACL", 2026-11.
  return { ref: `${name}|${id}|REGIONAL`, attributes: { Arn: arn, Id: id } };
};

export const wafv2WebAcl = resourceType({
  type: 'AWS::WAFv2::WebACL',
  properties,
  attributes: ['Arn', 'Id'],
  replacedBy: ['Name', 'Scope'],
  create: (acl, context) => put(acl, context, acl.Name ?? context.generatedName()),
  update: (acl, context, { ref }) => put(acl, context, ref.split('|')[0] ?? ''),
  remove: ({ cloud }, { attributes }) => cloud.waf.deleteWebAcl(attributes.Arn ?? ''),
});
