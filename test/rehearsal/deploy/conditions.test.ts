/** Named conditions and rules of a template. */
import { checkRules, conditionsOf } from '#rehearsal/deploy/conditions.ts';
import { readShape } from '#rehearsal/deploy/read-shape.ts';
import { templateShape } from '#rehearsal/deploy/template.ts';

const template = (sections: Record<string, unknown>) =>
  readShape(templateShape, { Resources: {}, ...sections }, 'Mini');

const parameter = (name: string) => (name === 'Version' ? '5' : 'eu-west-1');

describe('conditions', () => {
  const conditions = conditionsOf(
    template({
      Conditions: {
        Old: { 'Fn::Equals': [{ Ref: 'Version' }, '5'] },
        New: { 'Fn::Not': [{ Condition: 'Old' }] },
        Chicken: { 'Fn::Not': [{ Condition: 'Egg' }] },
        Egg: { 'Fn::Not': [{ Condition: 'Chicken' }] },
        Resource: { 'Fn::Equals': [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'x'] },
      },
    }),
    parameter,
  );

  it('follow from parameters and from one another', () => {
    expect([conditions('Old'), conditions('New')]).toEqual([true, false]);
  });

  it.each([
    ['a circle', 'Chicken', 'Chicken -> Egg -> Chicken'],
    ['an unknown name', 'Nobody', 'There is no condition Nobody'],
    ['a reference to a resource', 'Resource', 'cannot refer to resources (Role)'],
  ])('refuse %s', (_, name, message) => {
    expect(() => conditions(name)).toThrow(message);
  });
});

describe('rules', () => {
  const refuses = { 'Fn::Not': [{ 'Fn::Contains': [['4', '5'], { Ref: 'Version' }] }] };
  const ruleOf = (rule: Record<string, unknown>) =>
    template({
      Rules: {
        Bootstrap: { Assertions: [{ Assert: refuses, AssertDescription: 'Bootstrap again.' }], ...rule },
      },
    });

  it('name the rule that does not hold', () => {
    expect(() => checkRules('Mini', ruleOf({}), parameter)).toThrow(
      /Stack Mini .*\n- Rule Bootstrap: Bootstrap again\./,
    );
  });

  it('pass when the assertion holds or the rule does not apply', () => {
    expect(() => checkRules('Mini', ruleOf({}), () => '6')).not.toThrow();
    const elsewhere = { RuleCondition: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
    expect(() => checkRules('Mini', ruleOf(elsewhere), parameter)).not.toThrow();
  });
});
