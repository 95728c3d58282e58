/** The rate rule before the target pool: who asks too much from one address is blocked until they slow down. */
import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { referenceTo, standsIn, type TargetUserPool } from './pool-reference.ts';

export type RateRuleProps = { readonly migration: Migration; readonly userPool: TargetUserPool };

/** Rate rules count over this time by default too; it is named because the limit is configured for it. */
const WINDOW_SECONDS = 300;

/**
 * Undefined where the configuration has none. A pool has one web ACL, so before a pool that is attached there is one only where the
 * configuration says so: another one would take its place. Developer Guide "Associate a web ACL with a user pool", 2026-11
 */
export const rateRule = (scope: Construct, id: string, props: RateRuleProps): RateRule | undefined => {
  const { config, pools } = props.migration;
  const isWanted = config.waf.enabled ?? pools.attached === undefined;
  if (isWanted) return new RateRule(scope, id, props);
  if (config.waf.enabled === undefined)
    Annotations.of(scope).addInfo(
      'No rate rule stands before the attached pool: it may have a web ACL of its own. Set waf.enabled to true, or to false.',
    );
  return undefined;
};

/** Cognito shows a web ACL the unauthenticated operations alone: sign-in, refresh, sign-up, forgot password, hosted pages. Same guide */
export class RateRule extends Construct {
  readonly webAcl: CfnWebACL;

  constructor(scope: Construct, id: string, { migration, userPool }: RateRuleProps) {
    super(scope, id);
    const { names } = migration;
    this.webAcl = new CfnWebACL(this, 'WebAcl', {
      name: names.webAcl,
      description: 'Rate rule before the user pool of the migration',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(names.webAcl),
      rules: [
        {
          name: 'rate-by-address',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: this.#limit(migration) },
          visibilityConfig: visible(`${names.webAcl}-rate-by-address`),
        },
      ],
    });
    const association = new CfnWebACLAssociation(this, 'BeforePool', {
      resourceArn: referenceTo(userPool).arn,
      webAclArn: this.webAcl.attrArn,
    });
    standsIn(userPool, association);
  }

  #limit(migration: Migration): CfnWebACL.RateBasedStatementProperty {
    const uncounted = this.#uncounted(migration);
    return {
      limit: migration.config.waf.requestsPerFiveMinutes,
      aggregateKeyType: 'IP',
      evaluationWindowSec: WINDOW_SECONDS,
      ...(uncounted.length === 0
        ? {}
        : { scopeDownStatement: { notStatement: { statement: anyOf(uncounted) } } }),
    };
  }

  /** A set holds addresses of one version. */
  #uncounted({ config, names }: Migration): CfnIPSet[] {
    return (['IPV4', 'IPV6'] as const).flatMap((version) => {
      const addresses = config.waf.uncounted.filter((block) => block.includes(':') === (version === 'IPV6'));
      if (addresses.length === 0) return [];
      const name = `${names.webAcl}-uncounted-${version.toLowerCase()}`;
      return [
        new CfnIPSet(this, `Uncounted${version}`, {
          name,
          scope: 'REGIONAL',
          ipAddressVersion: version,
          addresses,
        }),
      ];
    });
  }
}

const anyOf = (sets: readonly CfnIPSet[]): CfnWebACL.StatementProperty => {
  const [first, ...others] = sets.map((set) => ({ ipSetReferenceStatement: { arn: set.attrArn } }));
  return others.length === 0 || first === undefined
    ? { ...first }
    : { orStatement: { statements: [first, ...others] } };
};

/** Counted in CloudWatch; requests themselves are not kept: they carry names of users. */
const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});
