/**
 * `Custom::…` and `AWS::CloudFormation::CustomResource`: asks the Lambda of its service token to make, change and delete
 * it, and takes the answer at a URL. Topics as service tokens are not modelled. CloudFormation User Guide "Custom
 * resources", 2026-11.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Principal } from '../../cloud/service.ts';
import { at } from '../errors.ts';
import { stackId } from '../physical-name.ts';
import { lambdaArn, number } from '../property-shapes.ts';
import { readShape } from '../read-shape.ts';
import { CreationFailed, type ResourceContext, type ResourceType } from '../resource-type.ts';
import { openResponseUrl } from '../response-url.ts';
import type { Created, DeployedResource } from '../stack-state.ts';

/** What CloudFormation itself reads of the properties; all of them go to the Lambda. */
const properties = z.looseObject({
  ServiceToken: lambdaArn,
  ServiceTimeout: number.default(3600),
});

const answerShape = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().min(1).max(1024),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  NoEcho: z.boolean().optional(),
  Data: z.record(z.string(), z.unknown()).default({}),
});

type Answer = z.output<typeof answerShape>;

/** CloudFormation sends every value as a text, at any depth. */
const asTexts = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asTexts(member)]));
};

type Request = {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: unknown;
  readonly OldResourceProperties?: unknown;
};

/** Invoked asynchronously, a function that fails is called twice again. Lambda Developer Guide "Asynchronous invocation", 2026-11. */
const INVOCATIONS = 3;

/** With the permissions of whoever deploys: here the operator of the stack's account. */
const deployer = ({ scope: { accountId } }: ResourceContext): Principal => ({
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/operator`,
});

const answerTo = async (
  payload: object,
  serviceToken: string,
  context: ResourceContext,
): Promise<string | undefined> => {
  const response = await openResponseUrl();
  try {
    const event = { ...payload, ResponseURL: response.url };
    for (let call = 1; call <= INVOCATIONS && response.answer() === undefined; call += 1) {
      const { functionError } = await context.cloud.lambda.invoke({
        functionArn: serviceToken,
        payload: event,
        invoker: deployer(context),
      });
      if (functionError === undefined) break;
    }
    return response.answer();
  } finally {
    await response.close();
  }
};

/** CloudFormation waits for the service timeout; here the Lambda has ended, so nobody will answer any more. */
const notAnswered = (timeout: number): Error =>
  new Error(
    `The Lambda ended without an answer at ResponseURL; CloudFormation would wait ${timeout} seconds and then fail.`,
  );

/** @throws {Error} where there is no answer, or none that CloudFormation would take */
const ask = async (type: string, request: Request, context: ResourceContext): Promise<Answer> => {
  const { ServiceToken, ServiceTimeout } = readShape(properties, request.ResourceProperties, type);
  const identity = {
    StackId: stackId(context.stackName, context.scope),
    RequestId: randomUUID(),
    LogicalResourceId: context.logicalId,
  };
  const texts = asTexts(request) as Request;
  const payload = { ...texts, ...identity, ResourceType: type, ServiceToken };
  const text = await answerTo(payload, ServiceToken, context);
  if (text === undefined) throw notAnswered(ServiceTimeout);
  context.cloud.customResourceAnswers.push(text);
  const answer = await at("The Lambda's answer", () => readShape(answerShape, JSON.parse(text), type));
  for (const [key, value] of Object.entries(identity)) {
    if (answer[key as keyof typeof identity] !== value)
      throw new Error(`The Lambda's answer has another ${key} than the request.`);
  }
  return answer;
};

const created = ({ PhysicalResourceId, Data }: Answer): Created => ({
  ref: PhysicalResourceId,
  attributes: Object.fromEntries(Object.entries(Data).map(([key, value]) => [key, String(value)])),
});

/** In CloudFormation's words. */
const refused = ({ Reason = 'no reason given' }: Answer): string =>
  `Received response status [FAILED] from custom resource. Message returned: ${Reason}`;

const create =
  (type: string) =>
  async (ResourceProperties: unknown, context: ResourceContext): Promise<Created> => {
    const answer = await ask(type, { RequestType: 'Create', ResourceProperties }, context);
    if (answer.Status === 'FAILED') throw new CreationFailed(refused(answer), created(answer));
    return created(answer);
  };

const remove =
  (type: string) =>
  async (context: ResourceContext, deployed: DeployedResource): Promise<void> => {
    const { ref: PhysicalResourceId, properties: ResourceProperties } = deployed;
    const answer = await ask(
      type,
      { RequestType: 'Delete', PhysicalResourceId, ResourceProperties },
      context,
    );
    if (answer.Status === 'FAILED') throw new Error(refused(answer));
  };

const update =
  (type: string) =>
  async (ResourceProperties: unknown, context: ResourceContext, deployed: DeployedResource) => {
    const answer = await ask(
      type,
      {
        RequestType: 'Update',
        PhysicalResourceId: deployed.ref,
        ResourceProperties,
        OldResourceProperties: deployed.properties,
      },
      context,
    );
    if (answer.Status === 'FAILED') throw new Error(refused(answer));
    // Another id is another resource: the old one goes. CloudFormation does so once the whole stack is updated.
    if (answer.PhysicalResourceId !== deployed.ref) await remove(type)(context, deployed);
    return created(answer);
  };

/** Properties and attributes are what template and Lambda agree on. */
const customResourceNamed = (type: string): ResourceType => ({
  type,
  properties: 'any',
  attributes: 'any',
  replacedBy: ['ServiceToken'],
  create: create(type),
  update: update(type),
  remove: remove(type),
});

export const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource';

/** Undefined for a type that is none of a custom resource. */
export const customResource = (type: string): ResourceType | undefined =>
  type === CUSTOM_RESOURCE || type.startsWith('Custom::') ? customResourceNamed(type) : undefined;
