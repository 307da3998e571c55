import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    ignores: ['wasm/**'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Typed arrays of a size known from the geometry are indexed in every hot loop.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 420, skipBlankLines: false }],
    },
  },
  { files: ['isa/**/*.ts'], rules: { 'max-lines': 'off' } },
  // AssemblyScript has types of its own, which the typed rules do not know; `npm run typecheck` checks them.
  {
    files: ['wasm/**/*.ts'],
    extends: [...tseslint.configs.strict],
    // Static methods, unlike functions, can have the decorator that inlines them.
    rules: { eqeqeq: 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        module: 'writable',
        require: 'readonly',
        exports: 'readonly',
      },
    },
  },
);
