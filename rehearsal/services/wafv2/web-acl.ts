/** A web ACL as it is described, and what its rules say of one request. */

import { type FindIpSet, invalid, type Match, matchOf, type Statement } from './statement.ts';

type Rule = {
  readonly name: string;
  /** Lower is asked first. */
  readonly priority: number;
  /** `count` lets the next rules decide. */
  readonly action: 'allow' | 'block' | 'count';
  readonly statement: Statement;
  /** Under which its requests are counted in CloudWatch. */
  readonly metricName: string;
};

export type WebAclInput = {
  readonly name: string;
  readonly defaultAction: 'allow' | 'block';
  readonly metricName: string;
  readonly rules: readonly Rule[];
};

/** `rule`: the metric name of the one that decided. */
type Verdict = { readonly blocked: boolean; readonly rule: string };

/** Under which CloudWatch counts what no rule decided. Developer Guide "AWS WAF metrics and dimensions", 2026-11. */
const NO_RULE = 'Default_Action';

export class WebAcl {
  readonly description: WebAclInput;
  readonly #rules: readonly (Rule & { readonly match: Match })[];

  /** @throws {ServiceError} `WAFInvalidParameterException`, `WAFNonexistentItemException` */
  constructor(description: WebAclInput, findIpSet: FindIpSet) {
    const { rules } = description;
    if (new Set(rules.map(({ priority }) => priority)).size < rules.length)
      throw invalid('two rules have the same priority; give each its own');
    this.description = description;
    this.#rules = rules
      .toSorted((a, b) => a.priority - b.priority)
      .map((rule) => ({ ...rule, match: matchOf(rule.statement, findIpSet) }));
  }

  /** Counts one request and says what becomes of it. @param now milliseconds since the epoch */
  inspect(address: string, now: number): Verdict {
    const deciding = this.#rules.find(({ action, match }) => match(address, now) && action !== 'count');
    if (deciding) return { blocked: deciding.action === 'block', rule: deciding.metricName };
    return { blocked: this.description.defaultAction === 'block', rule: NO_RULE };
  }
}
