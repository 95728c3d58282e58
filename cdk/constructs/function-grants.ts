/** What the roles of Lambdas and schedules are allowed: always named actions of one service on one named resource. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** @param actions without the service's prefix, as the API names them */
export const allow = (service: string, actions: readonly string[], resource: string): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources: [resource] });
