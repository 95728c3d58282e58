/** What is used of asl-validator, which brings no types. */
declare module 'asl-validator' {
  type Validation = { readonly isValid: boolean; readonly errorsText: (separator: string) => string };
  const validate: (
    definition: object,
    options?: { readonly checkArn?: boolean; readonly checkPaths?: boolean },
  ) => Validation;
  export default validate;
}
