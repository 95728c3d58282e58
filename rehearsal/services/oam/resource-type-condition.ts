/** What a sink's policy says of the types that may be shared: the one condition that only OAM knows. */

import { NotModelled } from '../../cloud/service.ts';

export type RawStatement = Readonly<Record<string, unknown>>;

/** The types of `ForAllValues:StringEquals oam:ResourceTypes`; undefined where a statement has no such condition. */
export type SplitStatement = {
  readonly statement: RawStatement;
  readonly types: readonly string[] | undefined;
};

/** Takes the condition out of a statement, so that the rest can be judged like any other policy. @throws {NotModelled} */
export const splitStatement = (raw: RawStatement): SplitStatement => {
  const { Condition: condition, ...rest } = raw;
  const blocks = Object.entries((condition ?? {}) as Readonly<Record<string, RawStatement>>);
  const [own, others] = [blocks.filter(isAboutTypes), blocks.filter((block) => !isAboutTypes(block))];
  const statement =
    others.length === 0 ? rest : { ...rest, Condition: Object.fromEntries(others) as RawStatement };
  const [block, ...more] = own;
  if (!block) return { statement, types: undefined };
  const [operator, keys] = block;
  const names = Object.keys(keys);
  if (more.length > 0 || names.length > 1 || operator !== 'ForAllValues:StringEquals')
    throw new NotModelled(
      `${operator} ${names.join(', ')} in a sink's policy; only ForAllValues:StringEquals`,
    );
  const value = Object.values(keys)[0];
  return { statement, types: (Array.isArray(value) ? value : [value]).map(String) };
};

const isAboutTypes = ([, keys]: readonly [string, RawStatement]): boolean =>
  Object.keys(keys).some((key) => key.toLowerCase() === 'oam:resourcetypes');
