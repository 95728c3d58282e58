/** Web ACLs of all accounts, and which resource each of them guards. See wafv2.md. */

import { createHash } from 'node:crypto';
import type { BlockList } from 'node:net';
import { parseArn } from '../../cloud/arn.ts';
import { NotModelled, type Scope, ServiceError } from '../../cloud/service.ts';
import { type MetricDeps, reportMetrics } from '../cloudwatch/metric.ts';
import { readAddresses } from './statement.ts';
import { WebAcl, type WebAclInput } from './web-acl.ts';

type Stored = Scope & { readonly arn: string; readonly id: string; acl: WebAcl };

export class Wafv2 {
  readonly #deps: MetricDeps;
  readonly #acls = new Map<string, Stored>();
  /** By ARN. */
  readonly #ipSets = new Map<string, BlockList>();
  /** ARN of a user pool to that of its web ACL. */
  readonly #guarded = new Map<string, string>();

  constructor(deps: MetricDeps) {
    this.#deps = deps;
  }

  /** Creates the web ACL or replaces its rules; what was counted so far is forgotten. @throws {ServiceError} */
  putWebAcl({ accountId, region }: Scope, input: WebAclInput): { readonly arn: string; readonly id: string } {
    const { arn, id } = named({ accountId, region }, 'webacl', input.name);
    const acl = new WebAcl(input, (ipSet) => this.#ipSets.get(ipSet));
    this.#acls.set(arn, { accountId, region, arn, id, acl });
    return { arn, id };
  }

  /** Creates the IP set or replaces its addresses. @throws {ServiceError} `WAFInvalidParameterException` */
  putIpSet(scope: Scope, name: string, version: 'IPV4' | 'IPV6', addresses: readonly string[]) {
    const { arn, id } = named(scope, 'ipset', name);
    this.#ipSets.set(arn, readAddresses(addresses, version));
    return { arn, id };
  }

  deleteIpSet(arn: string): void {
    this.#ipSets.delete(arn);
  }

  /** @throws {ServiceError} `WAFAssociatedItemException` while it guards something. */
  deleteWebAcl(arn: string): void {
    if ([...this.#guarded.values()].includes(arn))
      throw new ServiceError('WAFAssociatedItemException', `Web ACL ${arn} still guards a resource.`);
    this.#acls.delete(arn);
  }

  /** A resource has one web ACL: a second one takes the first one's place. @throws {NotModelled} for what is no user pool. */
  associate(webAclArn: string, resourceArn: string): void {
    const resource = parseArn(resourceArn);
    if (resource?.service !== 'cognito-idp' || !resource.resource.startsWith('userpool/'))
      throw new NotModelled(`a web ACL in front of ${resourceArn}; only user pools`);
    const acl = this.#acls.get(webAclArn);
    if (acl?.accountId !== resource.accountId || acl.region !== resource.region)
      throw new ServiceError(
        'WAFNonexistentItemException',
        `There is no web ACL ${webAclArn} in the account and region of ${resourceArn}.`,
      );
    this.#guarded.set(resourceArn, webAclArn);
  }

  disassociate(resourceArn: string): void {
    this.#guarded.delete(resourceArn);
  }

  /** Lets one request to a user pool pass. @throws {ServiceError} `ForbiddenException`, as Cognito answers. */
  admit(userPoolArn: string, address: string): void {
    const stored = this.#acls.get(this.#guarded.get(userPoolArn) ?? '');
    if (!stored) return;
    const { blocked, rule } = stored.acl.inspect(address, this.#deps.clock.now());
    const { region, acl } = stored;
    reportMetrics(this.#deps, stored, {
      namespace: 'AWS/WAFV2',
      dimensions: { Region: region, Rule: rule, WebACL: acl.description.metricName },
      values: [[blocked ? 'BlockedRequests' : 'AllowedRequests', 1]],
    });
    // Name, text and status as seen from AWS, 2026-11.
    if (blocked) throw new ServiceError('ForbiddenException', 'Request not allowed due to WAF block.', 403);
  }
}

/** The id follows from the name, so that two runs of one assembly have the same. */
const named = ({ accountId, region }: Scope, kind: 'webacl' | 'ipset', name: string) => {
  const id = createHash('sha256').update(`${kind}/${accountId}/${region}/${name}`).digest('hex').slice(0, 32);
  return { arn: `arn:aws:wafv2:${region}:${accountId}:regional/${kind}/${name}/${id}`, id };
};
