/**
 * CloudWatch's sinks and links between accounts: who may share what. Nothing is shared here: each account keeps its own
 * metrics, logs and traces. See oam.md.
 */

import { createHash } from 'node:crypto';
import { parseArn } from '../../cloud/arn.ts';
import { evaluate } from '../../cloud/iam/evaluate.ts';
import { type PolicyDocument, readPolicy, type StatementRule } from '../../cloud/iam/policy-document.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';
import { splitStatement } from './resource-type-condition.ts';

type Allowance = {
  readonly rules: readonly StatementRule[];
  readonly types: readonly string[] | undefined;
};

type Sink = Scope & { readonly arn: string; readonly name: string; allowances: readonly Allowance[] };

export type Link = Scope & {
  readonly arn: string;
  readonly label: string;
  readonly sinkArn: string;
  readonly types: readonly string[];
};

/** API Reference "CreateLink", 2026-11. */
export const RESOURCE_TYPES = [
  'AWS::CloudWatch::Metric',
  'AWS::Logs::LogGroup',
  'AWS::XRay::Trace',
  'AWS::ApplicationInsights::Application',
  'AWS::InternetMonitor::Monitor',
  'AWS::ApplicationSignals::Service',
  'AWS::ApplicationSignals::ServiceLevelObjective',
] as const;

/** User Guide "CloudWatch cross-account observability", 2026-11. */
const MOST_LINKS = 5;

export class Oam {
  readonly #sinks = new Map<string, Sink>();
  readonly #links = new Map<string, Link>();

  /** @throws {ServiceError} `ConflictException`: an account has one sink in a region. */
  createSink(scope: Scope, name: string, policy: PolicyDocument | undefined): { readonly arn: string } {
    const { accountId, region } = scope;
    const other = [...this.#sinks.values()].find(
      (sink) => sink.accountId === accountId && sink.region === region,
    );
    if (other)
      throw new ServiceError('ConflictException', `Account ${accountId} has the sink ${other.name} already.`);
    const arn = `arn:aws:oam:${region}:${accountId}:sink/${idFrom(`sink/${accountId}/${region}/${name}`)}`;
    this.#sinks.set(arn, { accountId, region, arn, name, allowances: readSinkPolicy(policy, name) });
    return { arn };
  }

  putSinkPolicy(arn: string, policy: PolicyDocument | undefined): void {
    const sink = this.#requireSink(arn);
    sink.allowances = readSinkPolicy(policy, sink.name);
  }

  deleteSink(arn: string): void {
    const linked = [...this.#links.values()].some(({ sinkArn }) => sinkArn === arn);
    if (linked) throw new ServiceError('ConflictException', `Sink ${arn} still has links.`);
    this.#sinks.delete(arn);
  }

  /** @throws {ServiceError} for a sink that is not in that region, or whose policy does not let the account share all of that. */
  createLink(scope: Scope, label: string, sinkArn: string, types: readonly string[]): Link {
    const { accountId, region } = scope;
    if (parseArn(sinkArn)?.region !== region)
      throw invalid(`Sink ${sinkArn} is not in ${region}: sharing does not leave a region.`);
    const sink = this.#requireSink(sinkArn);
    if (sink.accountId === accountId) throw invalid(`Account ${accountId} cannot be linked to its own sink.`);
    authorizeLink(sink, accountId, types);
    const own = this.linksOf(scope);
    const arn = `arn:aws:oam:${region}:${accountId}:link/${idFrom(`link/${accountId}/${sinkArn}`)}`;
    if (!this.#links.has(arn) && own.length >= MOST_LINKS)
      throw new ServiceError(
        'ServiceQuotaExceededException',
        `Account ${accountId} has ${MOST_LINKS} links.`,
      );
    const link = { accountId, region, arn, label, sinkArn, types };
    this.#links.set(arn, link);
    return link;
  }

  deleteLink(arn: string): void {
    this.#links.delete(arn);
  }

  linksOf({ accountId, region }: Scope): readonly Link[] {
    return [...this.#links.values()].filter((link) => link.accountId === accountId && link.region === region);
  }

  #requireSink(arn: string): Sink {
    const sink = this.#sinks.get(arn);
    if (sink) return sink;
    throw new ServiceError('ResourceNotFoundException', `There is no sink ${arn}.`, 404);
  }
}

const readSinkPolicy = (policy: PolicyDocument | undefined, name: string): readonly Allowance[] =>
  [policy?.Statement ?? []].flat().map((raw) => {
    const { statement, types } = splitStatement(raw as Readonly<Record<string, unknown>>);
    const document = { ...policy, Statement: statement } as unknown as PolicyDocument;
    return { rules: readPolicy(document, 'resource', `the policy of sink ${name}`), types };
  });

/** Some statement has to allow all the types at once. @throws {ServiceError} naming what is not allowed. */
const authorizeLink = ({ arn, allowances }: Sink, accountId: string, types: readonly string[]): void => {
  const principal = { kind: 'user', accountId, arn: `arn:aws:iam::${accountId}:root` } as const;
  const request = { action: 'oam:CreateLink', resource: arn };
  const context = new Map([['aws:principalaccount', [accountId]]]);
  const applying = allowances.flatMap(({ rules, types: allowed }) => {
    const { effect } = evaluate(rules, { request, principal, context });
    return effect === 'none' ? [] : [{ effect, beyond: types.filter((type) => isBeyond(type, allowed)) }];
  });
  const denied = applying.some(({ effect, beyond }) => effect === 'deny' && beyond.length === 0);
  const allowing = applying.filter(({ effect }) => effect === 'allow');
  if (!denied && allowing.some(({ beyond }) => beyond.length === 0)) return;
  const beyond = allowing[0]?.beyond.join(', ');
  const why = beyond ? `its policy does not let it share ${beyond}` : 'its policy does not let it link';
  throw new ServiceError('AccessDeniedException', `Account ${accountId} cannot link to sink ${arn}: ${why}.`);
};

const isBeyond = (type: string, allowed: readonly string[] | undefined): boolean =>
  allowed !== undefined && !allowed.includes(type);

const idFrom = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const invalid = (message: string) => new ServiceError('InvalidParameterException', message);
