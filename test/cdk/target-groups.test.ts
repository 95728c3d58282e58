import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { migration, resources, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

describe('the groups of the target pool', () => {
  const groups = (config: object) =>
    Object.values(resources(synth(config), 'AWS::Cognito::UserPoolGroup')).map(
      ({ Properties, DeletionPolicy }) => ({ ...Properties, DeletionPolicy }),
    );
  const map = { readers: 'readers', writers: 'editors', authors: 'editors' };

  it('are those of the map, each once, without a role of account A, and stay when the stack goes', () => {
    const [id] = Object.keys(resources(synth(), 'AWS::Cognito::UserPool'));
    const pool = { Ref: id };
    expect(groups({ groups: { map } })).toEqual(
      ['readers', 'editors'].map((GroupName) => ({ GroupName, UserPoolId: pool, DeletionPolicy: 'Retain' })),
    );
  });

  it.each([{ map, create: false }, { map, mode: 'off' }, {}])('are none with %j', (settings) => {
    expect(groups({ groups: settings })).toEqual([]);
  });
});
