/**
 * Reads a CDK cloud assembly from disk: which stacks it holds, for which account and region, and where their assets
 * lie. Nothing is deployed here.
 */
import { join } from 'node:path';
import * as z from 'zod';
import type { Scope } from '../cloud/service.ts';
import { type AssetIndex, readAssets } from './assets.ts';
import { DeployError, invalid } from './errors.ts';
import { readJson } from './read-json.ts';
import { readShape } from './read-shape.ts';
import { type Template, templateShape } from './template.ts';

/** One stack as an assembly describes it. */
export type StackArtifact = {
  /** Unique within the assembly; what other stacks' dependencies name. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly template: Template;
  /** Ids of the stacks that must be deployed before, as the manifest says. */
  readonly dependencies: readonly string[];
  /** Parameter values that the assembly itself fixes. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly assets: AssetIndex;
};

/** The manifest's fields that matter here; it holds others, for the CDK CLI and for bootstrapping. */
const manifestShape = z.object({
  version: z.string(),
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().exactOptional(),
      dependencies: z.array(z.string()).default([]),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

const stackPropertiesShape = z.object({
  templateFile: z.string(),
  stackName: z.string().exactOptional(),
  parameters: z.record(z.string(), z.string()).default({}),
});

type Manifest = z.output<typeof manifestShape>;
type Artifact = Manifest['artifacts'][string];

/** Artifacts that only describe the assembly. */
const DESCRIPTIVE = ['cdk:tree', 'cdk:feature-flag-report'];

/** The stacks of an assembly and of those nested in it, as the manifest lists them. @throws {DeployError} */
export const readAssembly = (directory: string): StackArtifact[] => {
  const manifest = readShape(manifestShape, readJson(join(directory, 'manifest.json')), 'manifest.json');
  const entries = Object.entries(manifest.artifacts);
  const assets = readAssets(
    directory,
    entries.flatMap(([, artifact]) => assetManifest(artifact)),
  );
  return entries.flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly')
      return readAssembly(join(directory, property(id, artifact, 'directoryName')));
    if (artifact.type === 'aws:cloudformation:stack') return [readStack(directory, id, manifest, assets)];
    if (artifact.type === 'cdk:asset-manifest' || DESCRIPTIVE.includes(artifact.type)) return [];
    throw new DeployError(
      'NotModelled',
      `The rehearsal does not model artifacts of type ${artifact.type} (${id} in manifest.json).`,
    );
  });
};

const readStack = (directory: string, id: string, manifest: Manifest, assets: AssetIndex): StackArtifact => {
  const artifact = manifest.artifacts[id];
  const properties = readShape(stackPropertiesShape, artifact?.properties, `${id} in manifest.json`);
  const name = properties.stackName ?? id;
  return {
    id,
    name,
    scope: readEnvironment(name, artifact?.environment),
    template: readShape(templateShape, readJson(join(directory, properties.templateFile)), name),
    dependencies: (artifact?.dependencies ?? []).filter(
      (other) => manifest.artifacts[other]?.type === artifact?.type,
    ),
    parameters: properties.parameters,
    assets,
  };
};

const readEnvironment = (stack: string, environment = 'none'): Scope => {
  const [, accountId, region] = environment.match(/^aws:\/\/(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d)$/) ?? [];
  if (accountId && region) return { accountId, region };
  throw invalid(
    `${stack} has the environment ${environment}; the rehearsal needs aws://ACCOUNT/REGION, so give the stack an account and a region.`,
  );
};

const assetManifest = (artifact: Artifact): string[] =>
  artifact.type === 'cdk:asset-manifest' ? [property('asset manifest', artifact, 'file')] : [];

const property = (id: string, artifact: Artifact, name: string): string => {
  const value = artifact.properties[name];
  if (typeof value === 'string') return value;
  throw invalid(`${id} in manifest.json has no ${name}.`);
};
