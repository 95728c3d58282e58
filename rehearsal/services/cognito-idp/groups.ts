/** Creating a group: by the API, by a template, or because a seeded user is in it. */
import { ServiceError } from '../../cloud/service.ts';
import { groupName, type InputOf, integer, optional, required, text } from './input-fields.ts';
import type { Group, Pool } from './pool.ts';

export const GROUP_FIELDS = {
  GroupName: required(groupName),
  Description: optional(text({ max: 2048 })),
  RoleArn: optional(text({ min: 20, max: 2048 })),
  Precedence: optional(integer(0, 2_147_483_647)),
} as const;

export type GroupInput = InputOf<typeof GROUP_FIELDS>;

/** @throws {ServiceError} `GroupExistsException`. */
export const addGroup = (pool: Pool, input: GroupInput, now: number): Group => {
  if (pool.groups.has(input.GroupName)) {
    throw new ServiceError('GroupExistsException', 'A group with the name already exists.');
  }
  const group: Group = {
    name: input.GroupName,
    description: input.Description,
    roleArn: input.RoleArn,
    precedence: input.Precedence,
    created: now,
  };
  pool.groups.set(group.name, group);
  return group;
};
