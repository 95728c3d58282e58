/** What each intrinsic function stands for, by table, and what it refuses. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
import * as fc from 'fast-check';
import type { Environment } from '#rehearsal/deploy/intrinsics/environment.ts';
import { NO_VALUE } from '#rehearsal/deploy/intrinsics/environment.ts';
import { holds, INTRINSICS, resolve } from '#rehearsal/deploy/intrinsics/resolve.ts';

const REFS: Readonly<Record<string, unknown>> = {
  Name: 'orders',
  List: ['a', 'b'],
  'AWS::Region': 'eu-west-1',
  'AWS::NoValue': NO_VALUE,
};

const environment: Environment = {
  ref: (name) => {
    if (!Object.hasOwn(REFS, name)) throw new Error(`Nothing is named ${name}`);
    return REFS[name];
  },
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Yes',
  importValue: (name) => `imported ${name}`,
};

const CASES: readonly (readonly [string, unknown, unknown])[] = [
  ['a literal', { a: [1, true, 'x', null] }, { a: [1, true, 'x', null] }],
  ['Ref', { Ref: 'Name' }, 'orders'],
  ['Ref to a list', { Ref: 'List' }, ['a', 'b']],
  ['Fn::GetAtt as a pair', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'Role/Arn'],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Role.Arn' }, 'Role/Arn'],
  ['Fn::GetAtt with dots in the attribute', { 'Fn::GetAtt': 'Nested.Outputs.X' }, 'Nested/Outputs.X'],
  ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'Name' }, 5]] }, 'arn:orders:5'],
  ['Fn::Join over a list', { 'Fn::Join': ['', { Ref: 'List' }] }, 'ab'],
  ['Fn::Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
  ['Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
  ['Fn::Select with the index as a text', { 'Fn::Select': ['0', { Ref: 'List' }] }, 'a'],
  ['Fn::GetAZs of a region', { 'Fn::GetAZs': 'eu-west-3' }, ['eu-west-3a', 'eu-west-3b', 'eu-west-3c']],
  ['Fn::GetAZs of the stack', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'eu-west-1b'],
  [
    'Fn::Sub with Ref and attribute',
    { 'Fn::Sub': '${Name} in ${AWS::Region}: ${Role.Arn}' },
    'orders in eu-west-1: Role/Arn',
  ],
  ['Fn::Sub with a literal', { 'Fn::Sub': '${!Name} ${Name}' }, '${Name} orders'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${X}-${Name}', { X: { Ref: 'Name' } }] }, 'orders-orders'],
  ['Fn::If taken', { 'Fn::If': ['Yes', 'a', { Ref: 'Missing' }] }, 'a'],
  ['Fn::If not taken', { 'Fn::If': ['No', { Ref: 'Missing' }, 'b'] }, 'b'],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Name}-x' } }, 'imported orders-x'],
  ['AWS::NoValue as a property', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['AWS::NoValue in a list', [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }], [1]],
];

const CONDITIONS: readonly (readonly [string, unknown, boolean])[] = [
  ['equal texts', { 'Fn::Equals': [{ Ref: 'Name' }, 'orders'] }, true],
  ['different texts', { 'Fn::Equals': [{ Ref: 'Name' }, 'users'] }, false],
  ['a number and its text', { 'Fn::Equals': [5, '5'] }, true],
  ['not', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  ['and, all', { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': [1, 1] }] }, true],
  ['and, not all', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  ['or, one', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
  ['or, none', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'No' }] }, false],
  ['contains', { 'Fn::Contains': [['1', '2'], { 'Fn::Select': [0, ['2']] }] }, true],
  ['contains not', { 'Fn::Contains': [['1', '2'], '3'] }, false],
];

const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
  [
    'an unknown function',
    { 'Fn::FindInMap': ['a', 'b', 'c'] },
    /does not model the intrinsic function Fn::FindInMap/,
  ],
  [
    'a function beside other keys',
    { Ref: 'Name', Other: 1 },
    /Ref must stand alone in its object, not beside Other/,
  ],
  ['an index out of the list', { 'Fn::Select': [2, ['a', 'b']] }, /element 2 of a list of 2/],
  [
    'a join of objects',
    { 'Fn::Join': ['', [{ a: 1 }]] },
    /An element of Fn::Join must be a string, not a object/,
  ],
  ['a join without its list', { 'Fn::Join': ['', 'abc'] }, /The list of Fn::Join must be a list/],
  ['an If of two', { 'Fn::If': ['Yes', 'a'] }, /Fn::If takes 3 elements, not 2/],
  ['an And of one', { 'Fn::And': [{ Condition: 'Yes' }] }, /Fn::And takes 2 to 10 conditions, not 1/],
  ['a name that is not there', { 'Fn::Sub': '${Missing}' }, /Nothing is named Missing/],
];

describe('the intrinsic functions', () => {
  it.each(CASES)('evaluate %s', (_, value, expected) => {
    expect(resolve(value, environment)).toEqual(expected);
  });

  it.each(CONDITIONS)('decide %s', (_, condition, expected) => {
    expect(holds(condition, environment)).toBe(expected);
  });

  it.each(REFUSED)('refuse %s', (_, value, message) => {
    expect(() => resolve(value, environment)).toThrow(message);
  });

  it('refuse a condition that is neither true nor false', () => {
    expect(() => holds('maybe', environment)).toThrow(/A condition must be true or false/);
  });

  it('leave every value without functions as it is', async () => {
    const plain = fc.jsonValue().filter((value) => !/"(Ref|Fn::[^"]*)":/.test(JSON.stringify(value)));
    await fc.assert(fc.property(plain, (value) => expect(resolve(value, environment)).toEqual(value)));
  });

  it('join what they split, for any text and delimiter', async () => {
    await fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, delimiter) => {
        const split = { 'Fn::Split': [delimiter, text] };
        expect(resolve({ 'Fn::Join': [delimiter, split] }, environment)).toBe(text);
      }),
    );
  });

  it.each(Object.keys(INTRINSICS))('have a case of %s here', (name) => {
    const shown = JSON.stringify([...CASES, ...CONDITIONS].map(([, value]) => value));
    expect(shown).toContain(`"${name}":`);
  });
});
