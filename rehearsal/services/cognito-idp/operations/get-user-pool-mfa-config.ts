/** GetUserPoolMfaConfig: what DescribeUserPool does not say about second factors. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, userPoolId } from '../input-fields.ts';
import { mfaConfigView } from '../mfa-config.ts';
import type { Needs } from '../needs.ts';

export const getUserPoolMfaConfig = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'GetUserPoolMfaConfig',
    fields: { UserPoolId: required(userPoolId) },
    handle: (input, scope) => mfaConfigView(pools.get(input.UserPoolId, scope)),
  });
