import { endpointOverride } from '#functions/_aws/endpoint.ts';

describe('an endpoint', () => {
  it.each([
    ['https anywhere', 'https://cognito.example.com'],
    ['http on this machine', 'http://127.0.0.1:4566'],
  ])('may be %s', (_, value) => {
    expect(endpointOverride('STS', { AWS_ENDPOINT_URL: value })).toBe(value);
  });

  it.each([
    ['http elsewhere', 'http://cognito.example.com'],
    ['http on a name that may lead anywhere', 'http://localhost:4566'],
    ['http on another loopback address', 'http://127.0.0.2'],
    ['http on a look-alike', 'http://127.0.0.1.example.com'],
    ['http with a look-alike user', 'http://127.0.0.1@example.com'],
    ['another protocol', 'ftp://127.0.0.1'],
    ['no URL', '127.0.0.1:4566'],
  ])('may not be %s', (_, value) => {
    expect(() => endpointOverride('STS', { AWS_ENDPOINT_URL: value })).toThrow(
      expect.objectContaining({ code: 'EndpointRefused', message: expect.not.stringContaining(value) }),
    );
  });

  it('of one service wins over the one for all, and is named where it is refused', () => {
    const variables = { AWS_ENDPOINT_URL: 'https://all', AWS_ENDPOINT_URL_STS: 'https://sts' };
    expect(endpointOverride('STS', variables)).toBe('https://sts');
    expect(endpointOverride('COGNITO_IDENTITY_PROVIDER', variables)).toBe('https://all');
    expect(() => endpointOverride('STS', { AWS_ENDPOINT_URL_STS: 'http://x' })).toThrow(
      'AWS_ENDPOINT_URL_STS',
    );
  });

  it("is AWS's own where nothing is set", () => {
    expect(endpointOverride('STS', {})).toBeUndefined();
    expect(endpointOverride('STS', { AWS_ENDPOINT_URL: '' })).toBeUndefined();
  });
});
