/** The target's app clients as the account has them, and what others than the migration do to them. */
import { createHash } from 'node:crypto';
import { deployAssembly } from '../deploy/deploy.ts';
import type { Template } from '../deploy/template.ts';
import type { ClientLook } from '../report/observation.ts';
import type { AppClients } from './scenario.ts';
import type { World } from './world.ts';

type Description = Readonly<Record<string, unknown>>;

const digest = (secret: unknown): string => createHash('sha256').update(String(secret)).digest('hex');

export const lookAt = ({
  ClientId,
  ExplicitAuthFlows,
  ClientSecret,
  CreationDate: _created,
  LastModifiedDate: _modified,
  ...settings
}: Description): ClientLook => ({
  clientId: String(ClientId),
  flows: Array.isArray(ExplicitAuthFlows) ? ExplicitAuthFlows.map(String) : [],
  settings: Object.fromEntries(
    Object.entries({ ...settings, ...(ClientSecret !== undefined && { ClientSecret: digest(ClientSecret) }) })
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, JSON.stringify(value)]),
  ),
});

const addSetting = ({ cloud: { cognito }, target }: World, name: string, value: unknown): void => {
  cognito.addLaterSettings('client', name);
  for (const description of cognito.describeClients(target.userPoolId)) {
    const { ClientId, CreationDate: _created, LastModifiedDate: _modified, ...settings } = description;
    cognito.updateUserPoolClient(String(ClientId), { ...settings, [name]: value });
  }
};

/** Minutes that a client has for a challenge. API reference "UserPoolClientType", 2026-11: 3 by default, at most 15 */
const SESSION_MINUTES = 4;

/** Another value for a setting that no sign-in of a rehearsal depends on. Clients of others, such as the source's own, stay. */
const withChange = (template: Template): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      const { Type, Properties = {} } = resource;
      const isOurs =
        Type === 'AWS::Cognito::UserPoolClient' &&
        JSON.stringify(Properties.ExplicitAuthFlows ?? []).includes('ALLOW_USER_SRP_AUTH');
      return [
        id,
        isOurs
          ? { ...resource, Properties: { ...Properties, AuthSessionValidity: SESSION_MINUTES } }
          : resource,
      ];
    }),
  ),
});

export const createAppClients = (world: World): AppClients => ({
  look: () => world.cloud.cognito.describeClients(world.target.userPoolId).map(lookAt),
  addSetting: (name, value) => addSetting(world, name, value),
  deployAgain: async () => {
    await deployAssembly(world.cloud, world.assembly, withChange);
  },
});
