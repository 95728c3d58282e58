/** A log group's key: CloudWatch Logs refuses one that is not there or that its policy does not let it use. */

import { type Scope, ServiceError } from '../../cloud/service.ts';
import type { Kms } from './kms.ts';

/**
 * Of what the user guide's key policy allows ("Encrypt log data using AWS KMS", 2026-11) what has the encryption context;
 * which of it the service tries first is not said (inferred).
 */
const ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'];

/** @throws {ServiceError} `AccessDeniedException` with AWS's words, and the reason behind them. */
export const checkUseByLogs = (kms: Kms, scope: Scope, keyName: string, logGroupArn: string): void => {
  const { accountId, region } = scope;
  // A log group takes a key by its ARN only. API Reference "CreateLogGroup", 2026-11.
  const key = keyName.startsWith('arn:') ? kms.find(scope, keyName) : undefined;
  const decision = key && {
    ...kms.authorize(key.arn, {
      services: [`logs.${region}.amazonaws.com`, 'logs.amazonaws.com'],
      actions: ACTIONS,
      conditions: {
        'kms:EncryptionContext:aws:logs:arn': logGroupArn,
        'aws:SourceAccount': accountId,
        'aws:SourceArn': logGroupArn,
      },
    }),
  };
  if (decision?.allowed && key?.region === region) return;
  const why = decision ? decision.reason : `there is no key ${keyName}`;
  throw new ServiceError(
    'AccessDeniedException',
    `The specified KMS key does not exist or is not allowed to be used with Arn '${logGroupArn}' (${why}).`,
  );
};
