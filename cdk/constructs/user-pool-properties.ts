/** An export's words in CloudFormation's: attribute schemas and message texts. */
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { JsonObject } from '#core/pool-export-reader.ts';
import { isDeveloperOnly, needsDeclaration } from '#core/standard-attributes.ts';
import type { AttributeSchema } from '#core/trigger-settings.ts';

/** One entry of `Schema`, or none where the pool has the attribute like this by itself. */
export const schemaProperty = (attribute: AttributeSchema): CfnUserPool.SchemaAttributeProperty[] =>
  needsDeclaration(attribute) ? [declaration(attribute)] : [];

/** CloudFormation adds the `custom:` prefix itself. */
const declaration = (attribute: AttributeSchema): CfnUserPool.SchemaAttributeProperty => ({
  name: attribute.name.replace(/^(dev:)?custom:/, ''),
  attributeDataType: attribute.type,
  mutable: attribute.mutable,
  required: attribute.required,
  ...(isDeveloperOnly(attribute.name) ? { developerOnlyAttribute: true } : {}),
  ...constraints(attribute),
});

const constraints = ({ minLength, maxLength, minValue, maxValue }: AttributeSchema) => ({
  ...(minLength === undefined && maxLength === undefined
    ? {}
    : { stringAttributeConstraints: { ...limit('minLength', minLength), ...limit('maxLength', maxLength) } }),
  ...(minValue === undefined && maxValue === undefined
    ? {}
    : { numberAttributeConstraints: { ...limit('minValue', minValue), ...limit('maxValue', maxValue) } }),
});

const limit = (name: string, value: number | undefined) =>
  value === undefined ? {} : { [name]: String(value) };

/**
 * Message texts as the export has them. Exports repeat the template's texts in three older fields, which
 * CloudFormation no longer uses: they count only where there is no template.
 */
export const messageProperties = ({ VerificationMessageTemplate: template, ...texts }: JsonObject) =>
  template === undefined
    ? lowerFirst(texts)
    : {
        ...lowerFirst({ SmsAuthenticationMessage: texts.SmsAuthenticationMessage }),
        verificationMessageTemplate: lowerFirst(template),
      };

/** `EmailMessage` to `emailMessage`; `SMSMessage` to `smsMessage`. Only texts are taken over. */
export const lowerFirst = (texts: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts ?? {}).flatMap(([name, text]) =>
      typeof text === 'string'
        ? [[name.replace(/^([A-Z]+)(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase()), text]]
        : [],
    ),
  );
