/** Where a parameter's value comes from, and which values are refused. */
import { parameterValues } from '#rehearsal/deploy/parameters.ts';
import { readShape } from '#rehearsal/deploy/read-shape.ts';
import { templateShape } from '#rehearsal/deploy/template.ts';

const valuesOf = (parameters: Record<string, unknown>, given: Record<string, string> = {}) => {
  const template = readShape(templateShape, { Parameters: parameters, Resources: {} }, 'Mini');
  return Object.fromEntries(parameterValues('Mini', template.Parameters, (name) => given[name]));
};

describe('the values of parameters', () => {
  it.each([
    ['what is given', { P: { Type: 'String' } }, { P: 'x' }, { P: 'x' }],
    ['the default', { P: { Type: 'String', Default: 'd' } }, {}, { P: 'd' }],
    ['what is given before the default', { P: { Type: 'String', Default: 'd' } }, { P: 'x' }, { P: 'x' }],
    ['a number as a text', { P: { Type: 'Number', Default: 5 } }, {}, { P: '5' }],
    ['a list', { P: { Type: 'CommaDelimitedList', Default: 'a, b' } }, {}, { P: ['a', 'b'] }],
    [
      'a bootstrap version that no rule refuses',
      { B: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' } },
      {},
      { B: '1000' },
    ],
    [
      'what the pattern allows',
      { P: { Type: 'String', AllowedPattern: '[\\w+]+' } },
      { P: 'a+b' },
      { P: 'a+b' },
    ],
  ])('are %s', (_, parameters, given, expected) => {
    expect(valuesOf(parameters, given)).toEqual(expected);
  });

  it.each([
    [
      'a missing one',
      { P: { Type: 'String' } },
      undefined,
      /Stack Mini .*\n- Parameter P has no value: .* output P/s,
    ],
    [
      'one the pattern refuses',
      { P: { Type: 'String', AllowedPattern: 'a+' } },
      'aab',
      /Parameter P: "aab" .* AllowedPattern a\+/,
    ],
    [
      'one not among the allowed',
      { P: { Type: 'String', AllowedValues: ['a', 'b'] } },
      'c',
      /"c" .* AllowedValues a, b/,
    ],
    ['one too short', { P: { Type: 'String', MinLength: 3 } }, 'ab', /MinLength 3/],
    ['one too long', { P: { Type: 'String', MaxLength: '1' } }, 'ab', /MaxLength 1/],
    ['one too small', { P: { Type: 'Number', MinValue: 3 } }, '2', /MinValue 3/],
    ['one too large', { P: { Type: 'Number', MaxValue: 3 } }, '4', /MaxValue 3/],
    ['a number that is none', { P: { Type: 'Number' } }, 'many', /"many" does not satisfy Type Number/],
    ['an element of a list', { P: { Type: 'List<Number>' } }, '1,x', /"x" does not satisfy Type Number/],
    [
      'an unknown SSM parameter',
      { P: { Type: 'AWS::SSM::Parameter::Value<String>' } },
      '/my/secret',
      /does not model the SSM parameter \/my\/secret/,
    ],
  ])('refuse %s, naming it', (_, parameters, value, message) => {
    expect(() => valuesOf(parameters, value === undefined ? {} : { P: value })).toThrow(message);
  });

  it('never show a value that must not be echoed', () => {
    const parameters = { P: { Type: 'String', NoEcho: true, MinLength: 20 } };
    expect(() => valuesOf(parameters, { P: 'hunter2' })).toThrow(
      /^(?!.*hunter2).*Parameter P: Its value \(NoEcho\)/s,
    );
  });

  it('report every problem at once', () => {
    expect(() => valuesOf({ P: { Type: 'String' }, Q: { Type: 'Number' } }, { Q: 'x' })).toThrow(
      /P has no value.*\n.*"x"/,
    );
  });

  it('refuse a type that is not modelled', () => {
    expect(() => valuesOf({ P: { Type: 'AWS::EC2::VPC::Id' } })).toThrow(/Mini\.Parameters\.P\.Type/);
  });
});
