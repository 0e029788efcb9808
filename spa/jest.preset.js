const { join } = require('node:path');
const root = __dirname;

module.exports = (displayName, dir) => ({
  displayName,
  rootDir: dir,
  testEnvironment: 'jsdom',
  setupFilesAfterEnv: [join(root, 'jest.setup.ts')],
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'html', 'js', 'json', 'mjs'],
  transform: {
    '^.+\\.(ts|mjs|js|html)$': [
      'jest-preset-angular',
      {
        tsconfig: join(root, 'tsconfig.spec.json'),
        stringifyContentPathRegex: '\\.(html|svg)$',
        // What comes compiled only changes its module form; the icon set alone takes a minute otherwise.
        processWithEsbuild: ['**/node_modules/**/*.mjs'],
      },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!.*\\.mjs$)'],
  moduleNameMapper: {
    '^@stoa/data-access/api$': join(root, 'libs/data-access/api/generated/index.ts'),
    '^@stoa/(ui|shared|data-access/core|data-access/catalog|data-access/order)$': join(
      root,
      'libs/$1/src/index.ts',
    ),
  },
});
