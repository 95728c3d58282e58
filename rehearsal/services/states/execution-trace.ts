/**
 * The segment of one execution: `AWS::StepFunctions::StateMachine`, below it one subsegment for each Task that was
 * entered, and below that one for each request. Times are the cloud's, as those of Lambda's segments are.
 */

import type { Clock, Scope } from '../../cloud/service.ts';
import { newSegmentId, newTraceId, readTraceHeader, writeTraceHeader } from '../xray/trace-header.ts';
import type { TaskType } from './tasks/integrations.ts';

/** How a traced part ended. */
export type TracedEnd = { readonly status?: number; readonly failed: boolean };

type Part = {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  end_time?: number;
  fault?: true;
};
type RequestPart = Part & {
  readonly namespace: 'aws';
  readonly aws: Readonly<Record<string, unknown>>;
  http?: { readonly response: { readonly status: number } };
};
type StatePart = Part & { readonly subsegments: RequestPart[] };

export class ExecutionTrace {
  readonly traceId: string;
  /** Whether anything is sent. */
  readonly sampled: boolean;
  readonly #id = newSegmentId();
  readonly #parentId: string | undefined;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #states: StatePart[] = [];

  /**
   * The caller's decision holds, also with tracing off; where there is none, everything is sampled if tracing is on.
   * Developer Guide "X-Ray and Step Functions", 2026-11.
   */
  constructor(traceHeader: string | undefined, tracing: boolean, clock: Clock) {
    this.#clock = clock;
    this.#start = this.#seconds();
    const incoming = readTraceHeader(traceHeader);
    this.sampled = incoming?.sampled ?? tracing;
    this.traceId = incoming?.traceId ?? newTraceId(clock.now());
    this.#parentId = incoming?.parentId;
  }

  enterTask(name: string): void {
    this.#states.push({ id: newSegmentId(), name, start_time: this.#seconds(), subsegments: [] });
  }

  exitTask(name: string, failed: boolean): void {
    const state = this.#open(name);
    if (state) this.#end(state, { failed });
  }

  /** The header that a child execution carries on. */
  header(): string {
    return writeTraceHeader({ traceId: this.traceId, parentId: this.#id, sampled: this.sampled });
  }

  /** The trace of the same execution when it is redriven: another segment beside the first. */
  again(): ExecutionTrace {
    const { traceId, sampled } = this;
    const parent = this.#parentId === undefined ? {} : { parentId: this.#parentId };
    return new ExecutionTrace(writeTraceHeader({ traceId, sampled, ...parent }), sampled, this.#clock);
  }

  #seconds(): number {
    return this.#clock.now() / 1000;
  }

  #end(part: Part, { failed }: TracedEnd): void {
    part.end_time = this.#seconds();
    if (failed) part.fault = true;
  }

  /** Of a state that several iterations of a Map are in, the one entered last. */
  #open(name: string): StatePart | undefined {
    return this.#states.findLast((state) => state.name === name && state.end_time === undefined);
  }

  /** A request of a Task that has been entered: the header it carries on, and what to call when it has ended. */
  startRequest(state: string, type: TaskType, { accountId, region }: Scope) {
    const { name, operation } = type.traced;
    const aws = { operation, region, account_id: accountId };
    const part: RequestPart = {
      id: newSegmentId(),
      name,
      start_time: this.#seconds(),
      namespace: 'aws',
      aws,
    };
    this.#open(state)?.subsegments.push(part);
    const { traceId, sampled } = this;
    return {
      header: writeTraceHeader({ traceId, parentId: part.id, sampled }),
      end: ({ status, failed }: TracedEnd) => {
        if (status !== undefined) part.http = { response: { status } };
        this.#end(part, { failed });
      },
    };
  }

  /** The whole segment, once the execution has ended. */
  segment(machine: { readonly name: string; readonly arn: string }, executionArn: string, failed: boolean) {
    const endTime = this.#seconds();
    return {
      trace_id: this.traceId,
      id: this.#id,
      ...(this.#parentId && { parent_id: this.#parentId }),
      name: machine.name,
      origin: 'AWS::StepFunctions::StateMachine',
      resource_arn: machine.arn,
      start_time: this.#start,
      end_time: endTime,
      aws: { execution_arn: executionArn },
      ...(failed && { fault: true }),
      subsegments: this.#states.map((state) => ({ ...state, end_time: state.end_time ?? endTime })),
    };
  }
}
