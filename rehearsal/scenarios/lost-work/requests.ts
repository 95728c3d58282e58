/** Who makes a request, and whom it is about: by its signature and its input, as the accounts see it. */
import type { Intercept } from '../../cloud/gateway.ts';
import type { Person } from '../scenario.ts';
import type { Worker } from './points.ts';

export type Request = Parameters<Intercept>[0];

/** A session in account A has the Lambda's name; in account B the role has it, with the configuration's before it. */
const IN_SOURCE = /:assumed-role\/[^/]+-source\/(migrate-user|reconcile-user|sweep-shard)$/;
const IN_TARGET =
  /:assumed-role\/[^/]+?-(migrate-user|reconcile-user|sweep-shard|summarize-sweep|post-migration|sweep)\//;

/** Undefined for everybody whose work no scenario disturbs. */
export const workerOf = ({ principal }: Pick<Request, 'principal'>): Worker | undefined => {
  if (principal.kind !== 'role') return undefined;
  const [, name] = IN_SOURCE.exec(principal.arn) ?? IN_TARGET.exec(principal.arn) ?? [];
  return name as Worker | undefined;
};

const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

const loginIn = (input: unknown): string => {
  const { AuthParameters, Username, userName } = input as {
    readonly AuthParameters?: { readonly USERNAME?: string };
    readonly Username?: string;
    /** In the event of a trigger. */
    readonly userName?: string;
  };
  return (AuthParameters?.USERNAME ?? Username ?? userName ?? '').toLowerCase();
};

export type FindPerson = (input: unknown) => Person | undefined;

/** By a source `sub` anywhere in the input, or by the name that is asked about. Letter case does not matter. */
export const personFinder = (people: readonly Person[]): FindPerson => {
  const known = new Map(
    people.flatMap((person) => [
      [person.sub, person] as const,
      [person.login.toLowerCase(), person] as const,
      [person.user.Username.toLowerCase(), person] as const,
    ]),
  );
  return (input) => {
    if (typeof input !== 'object' || input === null) return undefined;
    const named = known.get(loginIn(input));
    if (named) return named;
    const subs = JSON.stringify(input).match(UUID) ?? [];
    return subs.map((sub) => known.get(sub.toLowerCase())).find((person) => person !== undefined);
  };
};
