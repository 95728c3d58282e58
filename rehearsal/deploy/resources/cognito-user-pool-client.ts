/**
 * `AWS::Cognito::UserPoolClient`. An update sends the template's full set, so it takes back what was changed at run
 * time; a client whose template section did not change is not touched (deploy.md).
 */
import * as z from 'zod';
import { flag, number, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';

const unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const texts = z.array(text);

const properties = z.strictObject({
  AccessTokenValidity: number.exactOptional(),
  AllowedOAuthFlows: z.array(z.enum(['code', 'implicit', 'client_credentials'])).exactOptional(),
  AllowedOAuthFlowsUserPoolClient: flag.exactOptional(),
  AllowedOAuthScopes: texts.exactOptional(),
  AuthSessionValidity: number.exactOptional(),
  CallbackURLs: texts.exactOptional(),
  ClientName: text.exactOptional(),
  DefaultRedirectURI: text.exactOptional(),
  EnablePropagateAdditionalUserContextData: flag.exactOptional(),
  EnableTokenRevocation: flag.exactOptional(),
  ExplicitAuthFlows: z
    .array(
      z.enum([
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_CUSTOM_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
        'ALLOW_USER_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
      ]),
    )
    .exactOptional(),
  GenerateSecret: flag.exactOptional(),
  IdTokenValidity: number.exactOptional(),
  LogoutURLs: texts.exactOptional(),
  PreventUserExistenceErrors: z.enum(['LEGACY', 'ENABLED']).exactOptional(),
  ReadAttributes: texts.exactOptional(),
  RefreshTokenRotation: z
    .strictObject({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: number.exactOptional(),
    })
    .exactOptional(),
  RefreshTokenValidity: number.exactOptional(),
  SupportedIdentityProviders: texts.exactOptional(),
  TokenValidityUnits: z
    .strictObject({
      AccessToken: unit.exactOptional(),
      IdToken: unit.exactOptional(),
      RefreshToken: unit.exactOptional(),
    })
    .exactOptional(),
  UserPoolId: text,
  WriteAttributes: texts.exactOptional(),
});

type Properties = z.output<typeof properties>;

const withName = (client: Properties, context: ResourceContext) => ({
  ...client,
  ClientName: client.ClientName ?? context.generatedName(),
});

export const cognitoUserPoolClient = resourceType({
  type: 'AWS::Cognito::UserPoolClient',
  properties,
  attributes: ['ClientId', 'ClientSecret', 'Name'],
  replacedBy: ['UserPoolId', 'GenerateSecret'],
  create: (client, context) => {
    const input = withName(client, context);
    const { clientId, clientSecret } = context.cloud.cognito.createUserPoolClient(context.scope, input);
    const secret = clientSecret === undefined ? {} : { ClientSecret: clientSecret };
    return { ref: clientId, attributes: { ClientId: clientId, Name: input.ClientName, ...secret } };
  },
  update: (client, context, deployed) => {
    const { GenerateSecret, ...settings } = withName(client, context);
    context.cloud.cognito.updateUserPoolClient(deployed.ref, settings);
    return { ref: deployed.ref, attributes: { ...deployed.attributes, Name: settings.ClientName } };
  },
  remove: ({ cloud }, deployed) => {
    cloud.cognito.deleteUserPoolClient(properties.parse(deployed.properties).UserPoolId, deployed.ref);
  },
});
