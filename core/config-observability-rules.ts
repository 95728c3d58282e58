/** What logs and alarms of a configuration must satisfy across its keys. */
import type { MigrationConfig } from './config.ts';
import type { ConfigProblem } from './config-error.ts';
import { ENDPOINTS } from './config-observability-schema.ts';

type Sections = Partial<MigrationConfig>;

/** Every broken rule of the sections that are there. An endpoint is never repeated: it may be somebody's address. */
export const observabilityRuleProblems = (sections: Sections): ConfigProblem[] => [
  ...keyProblems(sections),
  ...(sections.alarms?.subscribers ?? []).flatMap(({ protocol, endpoint }, index) =>
    ENDPOINTS[protocol].test(endpoint)
      ? []
      : [{ path: `alarms.subscribers[${index}].endpoint`, remedy: `must be ${WANTED[protocol]}` }],
  ),
];

const WANTED: Readonly<Record<keyof typeof ENDPOINTS, string>> = {
  email: 'an e-mail address',
  'email-json': 'an e-mail address',
  https: 'a URL that begins with "https://"',
  sqs: 'the ARN of a queue',
  lambda: 'the ARN of a Lambda',
};

const keyProblems = ({ logs, target }: Sections): ConfigProblem[] => {
  if (logs?.kmsKeyArn === undefined) return [];
  const path = 'logs.kmsKeyArn';
  const found = JSON.stringify(logs.kmsKeyArn);
  if (logs.encryption !== 'kms')
    return [{ path, found, remedy: 'needs logs.encryption "kms"; set it, or remove the key' }];
  const [, , , region] = logs.kmsKeyArn.split(':');
  if (target === undefined || region === target.region) return [];
  return [
    { path, found, remedy: `must be a key in the target's region, ${target.region}, where the logs are` },
  ];
};
