/** Amazon resource names: taken apart, and compared the way policies compare them. */

export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
};

/** The parts of an ARN, or undefined where the text is none. The resource may itself contain colons. */
export const parseArn = (text: string): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(':');
  if (prefix !== 'arn' || partition === undefined || service === undefined) return undefined;
  if (region === undefined || accountId === undefined || resource.length === 0) return undefined;
  return { partition, service, region, accountId, resource: resource.join(':') };
};

/** Whether `text` fits a pattern in which `*` stands for any characters and `?` for exactly one. Case counts. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
};

/**
 * Whether an ARN fits a pattern part by part: a wildcard never reaches over one of the first five colons.
 * IAM User Guide "Amazon Resource Name (ARN) condition operators", 2026-11.
 */
export const matchesArn = (pattern: string, text: string): boolean => {
  const wanted = parseArn(pattern);
  const given = parseArn(text);
  if (!wanted || !given) return false;
  const parts = ['partition', 'service', 'region', 'accountId', 'resource'] as const;
  return parts.every((part) => matchesWildcard(wanted[part], given[part]));
};

/** `arn:aws:iam::ACCOUNT:role/NAME` and `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`: the session's own ARN. */
export const assumedRoleArn = (roleArn: string, sessionName: string): string => {
  const role = parseArn(roleArn);
  const name = role?.resource.split('/').at(-1);
  return `arn:${role?.partition}:sts::${role?.accountId}:assumed-role/${name}/${sessionName}`;
};
