/** Texts inside policy documents: one or a list of them, and what is wrong with others. */

import { NotModelled, ServiceError } from '../service.ts';

/** One text or a list of them. Policy variables are refused: without them a policy means what it says. */
export const textList = (value: unknown, where: string): readonly string[] => {
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry: unknown) => {
    if (typeof entry !== 'string') {
      throw malformed(where, `is ${JSON.stringify(entry)}; use a text or a list of texts`);
    }
    if (entry.includes('${')) throw new NotModelled(`policy variables (in ${where})`);
    return entry;
  });
};

/** IAM's error for a document it cannot read; `what` says what is wrong and what to use. */
export const malformed = (where: string, what: string) =>
  new ServiceError('MalformedPolicyDocument', `${where} ${what}.`);
