/** Puts lists for the operator into the sweep's bucket. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { MigrationError } from '#core/errors.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { errorName } from './error-translation.ts';
import { instrument } from './instrument.ts';

export type ReportStore = {
  /** Writes one object, over an older one of the same key. Rejects with `ReportUnavailable`. */
  readonly putCsv: (key: string, csv: string, signal: AbortSignal) => Promise<void>;
};

type ReportOptions = {
  readonly bucketName: string;
  readonly accountId: string;
  /** The bucket is in the Lambda's own. */
  readonly region: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

// The same object twice is the same object.
const MAX_ATTEMPTS = 4;

/** @throws {MigrationError} `EndpointRefused` */
export const createReportStore = (options: ReportOptions): ReportStore => {
  const { bucketName, accountId, region, transport, variables } = options;
  const endpoint = endpointOverride('S3', variables);
  const client = instrument(
    new S3Client({
      region,
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: transport,
      forcePathStyle: true,
      // PutObject needs none, and computing one would only cost.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'S3', accountId, region },
  );
  return {
    putCsv: async (key, csv, signal) => {
      const command = new PutObjectCommand({
        Bucket: bucketName,
        Key: key,
        Body: csv,
        ContentType: 'text/csv; charset=utf-8',
      });
      try {
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        throw new MigrationError(
          'ReportUnavailable',
          `The bucket ${bucketName} did not take a list (${errorName(error)}): try again.`,
        );
      }
    },
  };
};
