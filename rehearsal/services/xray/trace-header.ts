/** `X-Amzn-Trace-Id`: the one line that ties the parts of a trace together. */

import { randomBytes } from 'node:crypto';

export type TraceContext = {
  /** `1-` 8 hex digits of the start in epoch seconds `-` 24 random ones. X-Ray Developer Guide "Trace IDs", 2026-11. */
  readonly traceId: string;
  /** Segment that made the call, if it is traced. */
  readonly parentId?: string;
  readonly sampled: boolean;
};

/** @param now milliseconds since the epoch */
export const newTraceId = (now: number): string => {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${seconds}-${randomBytes(12).toString('hex')}`;
};

export const newSegmentId = (): string => randomBytes(8).toString('hex');

/** The context a header carries; undefined without a usable `Root`. `sampled` is undefined where the header leaves it open. */
export const readTraceHeader = (
  header: string | undefined,
): (Omit<TraceContext, 'sampled'> & { readonly sampled: boolean | undefined }) | undefined => {
  const fields = new Map(
    (header ?? '').split(';').map((field) => field.trim().split('=', 2) as [string, string]),
  );
  const traceId = fields.get('Root');
  if (!traceId || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(traceId)) return undefined;
  const parentId = fields.get('Parent');
  const sampled = fields.get('Sampled');
  return {
    traceId,
    ...(parentId && /^[0-9a-f]{16}$/.test(parentId) && { parentId }),
    sampled: sampled === '1' || sampled === '0' ? sampled === '1' : undefined,
  };
};

export const writeTraceHeader = ({ traceId, parentId, sampled }: TraceContext): string =>
  [`Root=${traceId}`, ...(parentId ? [`Parent=${parentId}`] : []), `Sampled=${sampled ? 1 : 0}`].join(';');
