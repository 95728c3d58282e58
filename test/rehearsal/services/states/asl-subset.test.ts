/** What of the Amazon States Language is refused because the local engine would not run it as Step Functions does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAslSubset } from '#rehearsal/services/states/asl/asl-subset.ts';
import { engineDefinition } from '#rehearsal/services/states/asl/engine-definition.ts';
import { fillPlaceholders, readDefinition } from '#rehearsal/services/states/asl/read-definition.ts';
import { runEngine } from '#rehearsal/services/states/engine.ts';

const TASK = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f', 'Payload.$': '$' },
  TimeoutSeconds: 10,
  End: true,
};
const RULE = { Variable: '$.x', StringEquals: 'y', Next: 'B' };

const machine = (A: object, more: object = {}) => ({
  StartAt: 'A',
  States: { A, B: { Type: 'Succeed' } },
  ...more,
});
const task = (changes: object) => machine({ ...TASK, ...changes });
const choice = (rule: object) => machine({ Type: 'Choice', Choices: [{ ...rule, Next: 'B' }], Default: 'B' });
const pass = (changes: object) => machine({ Type: 'Pass', End: true, ...changes });

const ITEM = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
const DISTRIBUTED = { ...ITEM, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } };
const map = (changes: object) => machine({ Type: 'Map', ItemProcessor: ITEM, End: true, ...changes });
const distributed = (changes: object, processor: object = DISTRIBUTED) =>
  map({ ItemProcessor: processor, ...changes });

const problems = (definition: object) =>
  checkAslSubset(definition).map(({ place, what }) => `${place}: ${what}`);

describe('the subset of the Amazon States Language', () => {
  it.each([
    ['a task', machine(TASK)],
    ['a choice', machine({ Type: 'Choice', Choices: [RULE], Default: 'B' })],
    ['and, or, not', choice({ And: [{ Or: [{ Not: { Variable: '$.x', IsNull: true } }] }] })],
    ['is not present', choice({ Variable: '$.x', IsPresent: false })],
    ['a wildcard', choice({ Variable: '$.x', StringMatches: 'a*b' })],
    [
      'intrinsic functions',
      pass({ Parameters: { 'a.$': "States.Format('{}, {}', $.b, States.MathAdd($.c, 1))" } }),
    ],
    ['a list of paths', pass({ Parameters: { a: [{ 'b.$': '$.c[0].d' }], 'e.$': '$$.Execution.Input.f' } })],
    [
      'its errors',
      task({ Catch: [{ ErrorEquals: ['Lambda.Unknown', 'TargetUserNotFound', 'States.ALL'], Next: 'B' }] }),
    ],
    ['an inline map', map({ ItemsPath: '$.items', MaxConcurrency: 2 })],
    [
      'a distributed map',
      distributed({
        Label: 'walk',
        ItemSelector: { 'item.$': '$$.Map.Item.Value.x', 'n.$': "States.Format('{}', $$.Map.Item.Index)" },
        ToleratedFailurePercentage: 0,
        Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'B' }],
      }),
    ],
  ])('takes %s', (_, definition) => {
    expect(problems(definition)).toEqual([]);
  });

  it.each([
    ['a machine field', machine(TASK, { Processor: 1 }), /^Processor: the field Processor/],
    ['JSONata', machine(TASK, { QueryLanguage: 'JSONata' }), /QueryLanguage: the query language JSONata/],
    ['JSONata of one state', task({ QueryLanguage: 'JSONata' }), /States\.A\.QueryLanguage/],
    ['variables', task({ Assign: {} }), /States\.A\.Assign/],
    ['Parallel', machine({ Type: 'Parallel' }), /the state type Parallel/],
    ['a map without a processor', machine({ Type: 'Map', End: true }), /a Map without ItemProcessor/],
    ['the old iterator', map({ Iterator: ITEM }), /the field Iterator/],
    ['items from S3', distributed({ ItemReader: {} }), /the field ItemReader/],
    ['results to S3', distributed({ ResultWriter: {} }), /the field ResultWriter/],
    ['batches', distributed({ ItemBatcher: {} }), /the field ItemBatcher/],
    [
      'a tolerance from the input',
      distributed({ ToleratedFailureCountPath: '$.n' }),
      /ToleratedFailureCountPath/,
    ],
    ['a tolerance of an inline map', map({ ToleratedFailureCount: 1 }), /not DISTRIBUTED/],
    [
      'children that are STANDARD',
      distributed({}, { ...ITEM, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      /the type STANDARD/,
    ],
    [
      'a distributed map in a map',
      map({ ItemProcessor: { StartAt: 'M', States: { M: distributed({}).States.A } } }),
      /States\.M: a Distributed Map within a Map/,
    ],
    ['a label that is no part of an ARN', distributed({ Label: 'a/b' }), /the label/],
    [
      'the item beyond its selector',
      distributed(
        {},
        {
          ...DISTRIBUTED,
          States: { I: { Type: 'Pass', Parameters: { 'a.$': '$$.Map.Item.Value' }, End: true } },
        },
      ),
      /the context path/,
    ],
    [
      'what is wrong in a processor',
      map({ ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Parallel' } } } }),
      /ItemProcessor\.States\.I: the state type Parallel/,
    ],
    [
      'an error of maps in a task',
      task({ Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'B' }] }),
      /which nothing raises/,
    ],
    ['heartbeats', task({ HeartbeatSeconds: 1 }), /HeartbeatSeconds/],
    ['another role', task({ Credentials: {} }), /Credentials/],
    ['a task without a timeout', task({ TimeoutSeconds: undefined }), /without TimeoutSeconds/],
    ['a timeout from the input', task({ TimeoutSecondsPath: '$.x' }), /TimeoutSecondsPath/],
    [
      'another resource',
      task({ Resource: 'arn:aws:states:::sns:publish' }),
      /task resource arn:aws:states:::sns:publish/,
    ],
    ['a callback', task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }), /waitForTaskToken/],
    ['a parameter', task({ Parameters: { FunctionName: 'f', 'LogType.$': '$' } }), /the parameter LogType/],
    ['a missing parameter', task({ Parameters: {} }), /without the parameter FunctionName/],
    [
      'an error that nothing raises',
      task({ Retry: [{ ErrorEquals: ['States.Permissions'] }] }),
      /error name States\.Permissions/,
    ],
    [
      'a misspelt error',
      task({ Catch: [{ ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'], Next: 'B' }] }),
      /DynamoDb/,
    ],
    ['a retry field', task({ Retry: [{ ErrorEquals: ['States.ALL'], Pause: 1 }] }), /Retry\[0\]\.Pause/],
    [
      'a catch field',
      task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', Output: 1 }] }),
      /Catch\[0\]\.Output/,
    ],
    ['a filter', pass({ InputPath: '$.a[?(@.b)]' }), /InputPath: the path/],
    ['a descent', pass({ OutputPath: '$..a' }), /OutputPath: the path/],
    ['a quoted name', pass({ Parameters: { 'a.$': "$['b']" } }), /Parameters\.a\.\$/],
    [
      'the state of the context',
      pass({ Parameters: { 'a.$': '$$.State.Name' } }),
      /context path \$\$\.State\.Name/,
    ],
    ['the whole context', pass({ Parameters: { 'a.$': '$$' } }), /context path \$\$;/],
    ['a whole result path', pass({ ResultPath: '$' }), /result path \$;/],
    [
      'an intrinsic function',
      pass({ Parameters: { 'a.$': 'States.JsonToString($.b)' } }),
      /States\.JsonToString/,
    ],
    [
      'a nested one',
      pass({ Parameters: { 'a.$': "States.Format('{}', States.Hash($.b, 'MD5'))" } }),
      /States\.Hash/,
    ],
    ['an escaped quote', pass({ Parameters: { 'a.$': "States.Format('it\\'s {}', $.b)" } }), /the argument/],
    [
      'a parenthesis in a text',
      pass({ Parameters: { 'a.$': "States.Format('({})', $.b)" } }),
      /the argument/,
    ],
    ['an empty result', pass({ Result: false }), /the result false/],
    ['a result beside parameters', pass({ Result: { a: 1 }, Parameters: {} }), /Result beside Parameters/],
    ['a comparison of paths', choice({ Variable: '$.x', StringEqualsPath: '$.y' }), /StringEqualsPath/],
    [
      'a comparison of times',
      choice({ Variable: '$.x', TimestampLessThan: '2026-01-01T00:00:00Z' }),
      /TimestampLessThan/,
    ],
    ['a question mark in a pattern', choice({ Variable: '$.x', StringMatches: 'a?' }), /the pattern a\?/],
    ['two operators', choice({ Variable: '$.x', StringEquals: 'a', IsString: true }), /exactly one operator/],
    ['an operand of another type', choice({ Variable: '$.x', NumericEquals: '5' }), /use a number/],
    ['a wait until a time', machine({ Type: 'Wait', TimestampPath: '$.x', Next: 'B' }), /TimestampPath/],
    ['a Fail without a name', machine({ Type: 'Fail' }), /without Error/],
    [
      'an intrinsic cause',
      machine({ Type: 'Fail', Error: 'E', CausePath: "States.Format('a')" }),
      /CausePath: the path/,
    ],
  ])('refuses %s', (_, definition, message) => {
    expect(problems(definition).join('\n')).toMatch(message);
  });

  it('reports every problem at once, at deploy', async () => {
    const text = JSON.stringify(
      task({
        End: undefined,
        Next: 'B',
        HeartbeatSeconds: 5,
        Parameters: { FunctionName: 'f', 'LogType.$': '$.x' },
      }),
    );
    await expect(readDefinition(text)).rejects.toMatchObject({
      code: 'NotModelled',
      message: expect.stringMatching(/HeartbeatSeconds.*LogType/),
    });
  });

  it.each([
    ['what is not JSON', '{', /not a JSON object/],
    ['what asl-validator refuses', JSON.stringify(task({ End: undefined, Next: 'Nowhere' })), /Nowhere/],
  ])('says of %s that it is invalid', async (_, text, message) => {
    await expect(readDefinition(text)).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message: expect.stringMatching(message),
    });
  });

  it('fills placeholders with JSON texts, and misses none', () => {
    expect(fillPlaceholders(`{"a":"\${Name}"}`, { Name: 'say "x"' })).toBe('{"a":"say \\"x\\""}');
    expect(() => fillPlaceholders(`{"a":"\${Other}"}`, { Name: 'x' })).toThrow(/placeholder \$\{Other\}/);
  });
});

describe('choices in the engine', () => {
  const decide = async (rule: object, input: unknown) => {
    const outcome = await runEngine({
      definition: engineDefinition(
        {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
            Yes: { Type: 'Pass', Result: 'yes', End: true },
            No: { Type: 'Pass', Result: 'no', End: true },
          },
        },
        { retryTimeScale: 1 },
      ),
      input,
      context: {},
      tasks: {},
      onEvent: () => undefined,
      signal: new AbortController().signal,
    });
    return outcome.status === 'SUCCEEDED' ? outcome.output : outcome.status;
  };

  it.each<[object, unknown, string]>([
    [{ Variable: '$.x', IsPresent: false }, {}, 'yes'],
    [{ Variable: '$.x', IsPresent: false }, { x: null }, 'no'],
    [{ Variable: '$.x', IsPresent: true }, { x: null }, 'yes'],
    [{ Variable: '$.x', IsNull: false }, { x: 1 }, 'yes'],
    [{ Variable: '$.x', IsString: false }, { x: 1 }, 'yes'],
    // A value of another kind does not fit, and is no error.
    [{ Variable: '$.x', StringMatches: '*' }, { x: 5 }, 'no'],
    [{ Variable: '$.x', StringLessThan: 'b' }, { x: 1 }, 'no'],
    [{ Variable: '$.x', NumericLessThan: 5 }, { x: '1' }, 'no'],
    [{ Variable: '$.x', NumericLessThan: 5 }, { x: null }, 'no'],
    [{ Variable: '$.x', NumericLessThan: 5 }, { x: 1 }, 'yes'],
    [{ Variable: '$.x', StringMatches: 'a*c' }, { x: 'a.b.c' }, 'yes'],
    [{ Variable: '$.x', StringMatches: 'a.c' }, { x: 'abc' }, 'no'],
    [{ Not: { Variable: '$.x', StringEquals: 'a' } }, { x: 'b' }, 'yes'],
    [
      {
        Or: [
          { Variable: '$.x', IsPresent: true },
          { Variable: '$.y', BooleanEquals: true },
        ],
      },
      { y: true },
      'yes',
    ],
    // A variable that is not there is an error, unless presence is asked.
    [{ Variable: '$.x', StringEquals: 'a' }, {}, 'FAILED'],
    [
      {
        And: [
          { Variable: '$.x', IsPresent: true },
          { Variable: '$.x', StringEquals: 'a' },
        ],
      },
      {},
      'no',
    ],
  ])('%j of %j: %s', async (rule, input, expected) => {
    expect(await decide(rule, input)).toBe(expected);
  });
});

describe('the state machines of this project', () => {
  const folder = join(__dirname, '../../../../statemachines');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.asl.json')) : [];

  it.each(files)('%s can be rehearsed', (file) => {
    expect(problems(JSON.parse(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
  });

  it('are there', () => expect(files).toContain('post-migration.asl.json'));
});
