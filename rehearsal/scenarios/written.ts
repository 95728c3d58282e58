/** What a world wrote beside its recorded streams, as texts, and the secrets that must stand in none of it. */
import type { Marked } from '../cloud/canaries.ts';
import { objectsOf, type World } from './world.ts';

/** Names of places to what stands there. */
export type Written = Readonly<Record<string, string>>;

/** Histories of Standard executions as an operator reads them; Express ones have a log group alone. */
const historiesOf = ({ cloud: { states }, target }: World) =>
  states
    .machinesOf(target)
    .flatMap((machine) => states.executionsOf(machine))
    .map(({ start, history, output }) => ({ start: start.input, events: history.events, output }));

const stacksOf = ({ cloud: { stacks } }: World) =>
  [...stacks.values()].map(({ resources, outputs, notes }) => ({
    resources: [...resources.values()],
    outputs: [...outputs],
    notes,
  }));

/** Objects in buckets, messages in queues, events in archives, histories, and what CloudFormation knows. */
export const writtenIn = (world: World): Written => {
  const { sqs, events, customResourceAnswers } = world.cloud;
  return {
    ...objectsOf(world),
    queues: JSON.stringify(sqs.all()),
    archives: JSON.stringify(events.archived()),
    'execution histories': JSON.stringify(historiesOf(world)),
    stacks: JSON.stringify(stacksOf(world)),
    'custom resources': customResourceAnswers.join('\n'),
  };
};

/** What both pools sent to people: codes, and passwords of invitations. */
const sentBy = ({ cloud: { cognito }, source, target }: World): readonly Marked[] =>
  [source, target]
    .flatMap(({ userPoolId }) => cognito.messages(userPoolId))
    .filter(({ code }) => code !== '')
    .map(({ purpose, code }) => ({ kind: purpose === 'invitation' ? 'password' : 'code', value: code }));

/** Secrets that were handed over in this world, whoever made them up. */
export const handedOverIn = (world: World): readonly Marked[] => [
  ...world.secrets,
  ...world.cloud.canaries.marked,
  ...sentBy(world),
];

/** Several worlds as one: what stands in the same place of each, one after the other. */
export const mergeWritten = (worlds: readonly Written[]): Written => {
  const places = new Set(worlds.flatMap((written) => Object.keys(written)));
  return Object.fromEntries(
    [...places].map((place) => [place, worlds.flatMap((written) => written[place] ?? []).join('\n')]),
  );
};
